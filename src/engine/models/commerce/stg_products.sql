-- One product. Of two rows with one id the first in the files stays.
with products as (
    select *
    from (
        select
            *,
            row_number() over (partition by id order by _source_row) as place
        from {{ source('gtm', 'products') }}
    ) as ranked
    where place = 1
)

select
    id as product_id,
    name,
    category,
    brand,
    department,
    sku,
    cost as cost_usd,
    retail_price as retail_price_usd,
    _source_row
from products
