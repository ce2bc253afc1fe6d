-- One order item with its cost and margin and the surrogate keys of its dimensions.
select
    md5(items.order_item_id) as order_item_key,
    md5(cast(items.created_date as varchar)) as date_key,
    coalesce(dim_user.user_key, md5('unknown')) as user_key,
    coalesce(dim_product.product_key, md5('unknown')) as product_key,
    coalesce(dim_traffic_source.traffic_source_key, md5('unknown')) as traffic_source_key,
    items.order_id,
    items.status,
    items.sale_price_usd,
    dim_product.cost_usd,
    items.sale_price_usd - dim_product.cost_usd as margin_usd,
    items.is_returned,
    items.is_cancelled,
    items.created_date,
    items.created_time,
    items.shipped_time,
    items.delivered_time,
    items.returned_time
from {{ ref('stg_order_items') }} as items
left join {{ ref('dim_product') }} as dim_product on dim_product.product_id = items.product_id
left join {{ ref('dim_user') }} as dim_user on dim_user.user_id = items.user_id
left join {{ ref('dim_traffic_source') }} as dim_traffic_source
    on dim_traffic_source.traffic_source = dim_user.traffic_source
