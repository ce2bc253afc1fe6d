-- One order × line of the sales system's report that either side counts in the range, with the first cause that fits.
with items as (
    select
        order_id,
        created_date,
        case when is_returned or is_cancelled then 0 else sale_price_usd end as kept_usd,
        case when is_returned or is_cancelled then sale_price_usd else 0 end as lost_usd,
        {{ in_range('created_date') }} as is_inside
    from {{ ref('stg_order_items') }}
),

orders as (
    select
        order_id,
        min(created_date) as order_date,
        max(case when is_inside then 1 else 0 end) = 1 as is_inside,
        sum(case when is_inside then kept_usd else 0 end) as revenue_usd,
        sum(case when is_inside then lost_usd else 0 end) as lost_usd
    from items
    group by order_id
),

report as (
    select
        order_id,
        part,
        booked_date,
        {{ in_range('booked_date') }} as is_inside,
        case when {{ in_range('booked_date') }} then revenue_usd else 0 end as revenue_usd
    from {{ ref('stg_source_revenue') }}
),

compared as (
    select
        coalesce(orders.order_id, lines.order_id) as order_id,
        orders.order_id is not null as in_mart,
        lines.order_id is not null as in_source,
        coalesce(orders.is_inside, false) as mart_inside,
        coalesce(lines.is_inside, false) as source_inside,
        coalesce(orders.revenue_usd, 0) as mart_revenue_usd,
        coalesce(lines.revenue_usd, 0) as source_revenue_usd,
        -- To the millionth of a dollar: what binary fractions leave between equal sums of cents is 0.
        cast(cast(coalesce(orders.revenue_usd, 0) - coalesce(lines.revenue_usd, 0) as decimal(38, 6)) as double)
            as variance_usd,
        coalesce(orders.lost_usd, 0) as lost_usd,
        orders.order_date,
        lines.booked_date
    from orders
    full outer join (select * from report where part = 1) as lines on lines.order_id = orders.order_id
),

parts as (
    select
        order_id,
        part,
        'duplicate_in_source' as cause,
        0 as mart_revenue_usd,
        revenue_usd as source_revenue_usd,
        cast(cast(-revenue_usd as decimal(38, 6)) as double) as variance_usd,
        cast(null as date) as order_date,
        booked_date
    from report
    where part > 1 and is_inside

    union all

    select
        order_id,
        1,
        case
            when not in_source then 'missing_in_source'
            when not in_mart then 'missing_in_mart'
            when abs(variance_usd) < 0.005 and mart_inside = source_inside then 'matched'
            when mart_inside <> source_inside then 'different_period'
            when abs(variance_usd + lost_usd) < 0.005 then 'returned_or_cancelled'
            else 'amount_mismatch'
        end,
        mart_revenue_usd,
        source_revenue_usd,
        variance_usd,
        order_date,
        booked_date
    from compared
    where mart_inside or source_inside
)

select
    order_id,
    part,
    cause,
    mart_revenue_usd,
    source_revenue_usd,
    variance_usd,
    order_date,
    booked_date
from parts
