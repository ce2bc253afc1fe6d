-- One product page, cart or purchase × product. A page is its own product's; a cart belongs to the page before it in
-- the session; a purchase to every product carted since the purchase before it; without one, to `unknown`.
with ordered as (
    select
        event_id,
        session_id,
        event_type,
        created_date,
        regexp_extract(uri, '^([^/:]*://[^/]*)?/product/([^/?#]+)', 2) as page_product_id,
        row_number() over (
            partition by session_id
            order by sequence_number, created_time, _source_row
        ) as place
    from {{ ref('stg_web_events') }}
),

walked as (
    select
        *,
        max(case when event_type = 'product' then place end) over (
            partition by session_id
            order by place
            rows between unbounded preceding and current row
        ) as page_place,
        coalesce(sum(case when event_type = 'purchase' then 1 else 0 end) over (
            partition by session_id
            order by place
            rows between unbounded preceding and 1 preceding
        ), 0) as purchases_before
    from ordered
),

pages as (
    select
        walked.session_id,
        walked.place,
        coalesce(products.product_id, 'unknown') as product_id
    from walked
    left join {{ ref('stg_products') }} as products on products.product_id = walked.page_product_id
    where walked.event_type = 'product'
),

carts as (
    select
        walked.event_id,
        walked.session_id,
        walked.place,
        walked.purchases_before,
        walked.created_date,
        walked.page_place,
        coalesce(pages.product_id, 'unknown') as product_id
    from walked
    left join pages on pages.session_id = walked.session_id and pages.place = walked.page_place
    where walked.event_type = 'cart'
),

purchases as (
    select
        walked.event_id,
        coalesce(carts.product_id, 'unknown') as product_id,
        walked.session_id,
        walked.place,
        walked.created_date,
        max(carts.place) as product_place
    from walked
    left join carts
        on
            carts.session_id = walked.session_id
            and carts.purchases_before = walked.purchases_before
    where walked.event_type = 'purchase'
    group by
        walked.event_id,
        coalesce(carts.product_id, 'unknown'),
        walked.session_id,
        walked.place,
        walked.created_date
),

touches as (
    select
        walked.event_id,
        pages.product_id,
        walked.session_id,
        'product' as event_type,
        walked.place,
        walked.place as product_place,
        walked.created_date
    from walked
    inner join pages on pages.session_id = walked.session_id and pages.place = walked.place

    union all

    select event_id, product_id, session_id, 'cart', place, page_place, created_date
    from carts

    union all

    select event_id, product_id, session_id, 'purchase', place, product_place, created_date
    from purchases
)

select
    event_id,
    product_id,
    session_id,
    event_type,
    place,
    product_place,
    created_date
from touches
