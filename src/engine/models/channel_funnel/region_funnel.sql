-- One owner_region × channel with an opportunity in the range; a null region is Unknown.
with sums as (
    select
        coalesce(owner_region, 'Unknown') as owner_region,
        channel,
        count(*) as opportunities,
        cast(sum(case when is_won then 1 else 0 end) as bigint) as closed_won,
        cast(sum(case when is_lost then 1 else 0 end) as bigint) as closed_lost,
        coalesce(sum(case when is_open then amount_usd end), 0) as pipeline_usd,
        coalesce(sum(case when is_won then amount_usd end), 0) as revenue_usd
    from {{ ref('fct_opportunities') }}
    where {{ in_range('created_date') }} and {{ in_channels('channel') }}
    group by coalesce(owner_region, 'Unknown'), channel
)

select
    owner_region,
    channel,
    opportunities,
    closed_won,
    closed_lost,
    pipeline_usd,
    revenue_usd,
    1.0 * closed_won / nullif(closed_won + closed_lost, 0) as win_rate
from sums
