-- One month × category with a fact in the range; a null category is (none).
with products as (
    select product_id, product_key, coalesce(category, '(none)') as category
    from {{ ref('dim_product') }}
),

touches as (
    select
        left(cast(events.created_date as varchar), 7) as month,
        products.category,
        sum(case when events.event_type = 'product' then 1 else 0 end) as views,
        count(distinct case when events.event_type = 'product' then events.session_id end) as view_sessions,
        sum(case when events.event_type = 'cart' then 1 else 0 end) as carts,
        sum(case when events.event_type = 'purchase' then 1 else 0 end) as purchases
    from {{ ref('int_event_products') }} as events
    inner join products on products.product_id = events.product_id
    where {{ in_range('events.created_date') }}
    group by left(cast(events.created_date as varchar), 7), products.category
),

sold as (
    select
        left(cast(items.created_date as varchar), 7) as month,
        products.category,
        sum(case when not items.is_returned and not items.is_cancelled then items.sale_price_usd end) as revenue_usd,
        sum(case when not items.is_returned and not items.is_cancelled then items.margin_usd end) as margin_usd,
        sum(case when items.is_returned then 1 else 0 end) as returns
    from {{ ref('fct_order_items') }} as items
    inner join products on products.product_key = items.product_key
    where {{ in_range('items.created_date') }}
    group by left(cast(items.created_date as varchar), 7), products.category
),

sums as (
    select
        coalesce(touches.month, sold.month) as month,
        coalesce(touches.category, sold.category) as category,
        coalesce(touches.views, 0) as views,
        coalesce(touches.view_sessions, 0) as view_sessions,
        coalesce(touches.carts, 0) as carts,
        coalesce(touches.purchases, 0) as purchases,
        coalesce(sold.revenue_usd, 0) as revenue_usd,
        coalesce(sold.margin_usd, 0) as margin_usd,
        coalesce(sold.returns, 0) as returns
    from touches
    full outer join sold on sold.month = touches.month and sold.category = touches.category
)

select
    month,
    category,
    cast(views as bigint) as views,
    cast(view_sessions as bigint) as view_sessions,
    cast(carts as bigint) as carts,
    cast(purchases as bigint) as purchases,
    1.0 * carts / nullif(views, 0) as view_to_cart_rate,
    1.0 * purchases / nullif(carts, 0) as cart_to_purchase_rate,
    revenue_usd,
    margin_usd,
    cast(returns as bigint) as returns
from sums
