-- One traffic source with a session or an order in the range. Sessions by their own source, revenue by the buyer's.
with visits as (
    select
        coalesce(traffic_source, '(none)') as traffic_source,
        count(*) as sessions,
        sum(case when carts > 0 then 1 else 0 end) as cart_sessions,
        sum(case when purchases > 0 then 1 else 0 end) as purchase_sessions
    from {{ ref('int_sessions') }}
    where {{ in_range('session_date') }}
    group by coalesce(traffic_source, '(none)')
),

orders as (
    select
        coalesce(nullif(sources.traffic_source, 'unknown'), '(none)') as traffic_source,
        sum(case when not items.is_returned and not items.is_cancelled then items.sale_price_usd end) as revenue_usd
    from {{ ref('fct_order_items') }} as items
    left join {{ ref('dim_traffic_source') }} as sources
        on sources.traffic_source_key = items.traffic_source_key
    where {{ in_range('items.created_date') }}
    group by coalesce(nullif(sources.traffic_source, 'unknown'), '(none)')
),

sums as (
    select
        coalesce(visits.traffic_source, orders.traffic_source) as traffic_source,
        coalesce(visits.sessions, 0) as sessions,
        coalesce(visits.cart_sessions, 0) as cart_sessions,
        coalesce(visits.purchase_sessions, 0) as purchase_sessions,
        coalesce(orders.revenue_usd, 0) as revenue_usd
    from visits
    full outer join orders on orders.traffic_source = visits.traffic_source
)

select
    traffic_source,
    cast(sessions as bigint) as sessions,
    cast(cart_sessions as bigint) as cart_sessions,
    cast(purchase_sessions as bigint) as purchase_sessions,
    1.0 * cart_sessions / nullif(sessions, 0) as cart_session_rate,
    1.0 * purchase_sessions / nullif(sessions, 0) as purchase_session_rate,
    revenue_usd
from sums
