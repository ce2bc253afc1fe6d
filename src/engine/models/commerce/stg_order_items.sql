-- One order item, its status as flags. Of two rows with one id the first in the files stays.
with items as (
    select *
    from (
        select
            *,
            row_number() over (partition by id order by _source_row) as place
        from {{ source('gtm', 'order_items') }}
    ) as ranked
    where place = 1
)

select
    id as order_item_id,
    order_id,
    user_id,
    product_id,
    status,
    sale_price as sale_price_usd,
    lower(status) = 'returned' as is_returned,
    lower(status) in ('cancelled', 'canceled') as is_cancelled,
    cast(created_at as date) as created_date,
    created_at as created_time,
    shipped_at as shipped_time,
    delivered_at as delivered_time,
    returned_at as returned_time,
    _source_row
from items
