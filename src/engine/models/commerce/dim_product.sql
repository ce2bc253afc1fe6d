-- One product, and the member `unknown`. The key is what dbt_utils.generate_surrogate_key makes of product_id.
with products as (
    select product_id, name, category, brand, department, sku, cost_usd, retail_price_usd
    from {{ ref('stg_products') }}

    union all

    select 'unknown', null, null, null, null, null, null, null
    where not exists (select 1 from {{ ref('stg_products') }} where product_id = 'unknown')
)

select
    md5(product_id) as product_key,
    product_id,
    name,
    category,
    brand,
    department,
    sku,
    cost_usd,
    retail_price_usd
from products
