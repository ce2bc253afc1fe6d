-- One cause: how many orders, and how much of the difference it explains.
select
    cause,
    count(distinct order_id) as orders,
    sum(mart_revenue_usd) as mart_revenue_usd,
    sum(source_revenue_usd) as source_revenue_usd,
    cast(cast(sum(variance_usd) as decimal(38, 6)) as double) as variance_usd
from {{ ref('revenue_reconciliation') }}
group by cause
