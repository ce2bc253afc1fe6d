-- One event with the surrogate keys of its dimensions. Of several products the one carted last.
with products as (
    select event_id, product_id
    from (
        select
            event_id,
            product_id,
            row_number() over (
                partition by event_id
                order by coalesce(product_place, 0) desc
            ) as choice
        from {{ ref('int_event_products') }}
    ) as ranked
    where choice = 1
)

select
    md5(events.event_id) as event_key,
    md5(cast(events.created_date as varchar)) as date_key,
    coalesce(dim_user.user_key, md5('unknown')) as user_key,
    coalesce(dim_product.product_key, md5('unknown')) as product_key,
    coalesce(dim_traffic_source.traffic_source_key, md5('unknown')) as traffic_source_key,
    events.session_id,
    events.event_type,
    events.sequence_number,
    events.created_time
from {{ ref('stg_web_events') }} as events
left join products on products.event_id = events.event_id
left join {{ ref('dim_product') }} as dim_product on dim_product.product_id = products.product_id
left join {{ ref('dim_user') }} as dim_user on dim_user.user_id = events.user_id
left join {{ ref('dim_traffic_source') }} as dim_traffic_source
    on dim_traffic_source.traffic_source = events.traffic_source
