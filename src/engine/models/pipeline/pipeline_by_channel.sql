-- One channel that sourced or touched an opportunity of the range, or whose cost is known there. A cost spreads evenly
-- over the days of its period.
{% set first = "cast('" ~ var('from') ~ "' as date)" if var('from', none) else 'period_start' -%}
{% set last = "cast('" ~ var('to') ~ "' as date)" if var('to', none) else 'period_end' -%}
with credits as (
    select *
    from {{ ref('int_pipeline_credits') }}
    where {{ in_range('cast(opportunity_created_time as date)') }}
),

sums as (
    select
        channel,
        sum(credit) as opportunities,
        sum(credited_pipeline_usd) as pipeline_amount_usd,
        sum(credited_days) as credited_days,
        sum(case when credited_days is not null then credit end) as sourced,
        sum(credit * opportunity_touches) as touches,
        count(*) filter (where touches > 0) as influenced_opportunities,
        coalesce(sum(pipeline_amount_usd) filter (where touches > 0), 0) as influenced_pipeline_usd
    from credits
    group by channel
),

costs as (
    select
        channels.channel,
        sum(
            {%- if var('from', none) or var('to', none) %}
            costs.cost_usd
            * (date_diff('day', greatest(period_start, {{ first }}), least(period_end, {{ last }})) + 1)
            / period_days
            {%- else %}
            costs.cost_usd
            {%- endif %}
        ) as cost_usd
    from {{ ref('stg_channel_costs') }} as costs
    inner join {{ ref('int_pipeline_channels') }} as channels on channels.name = lower(costs.channel)
    {%- if var('from', none) or var('to', none) %}
    where period_start <= {{ last }} and period_end >= {{ first }}
    {%- endif %}
    group by channels.channel
),

shares as (
    select
        coalesce(sums.channel, costs.channel) as channel,
        coalesce(opportunities, 0.0) as opportunities,
        coalesce(pipeline_amount_usd, 0.0) as pipeline_amount_usd,
        sum(pipeline_amount_usd) over () as total_usd,
        credited_days,
        sourced,
        coalesce(touches, 0.0) as touches,
        coalesce(influenced_opportunities, 0) as influenced_opportunities,
        coalesce(influenced_pipeline_usd, 0.0) as influenced_pipeline_usd,
        cost_usd
    from sums
    full outer join costs on costs.channel = sums.channel
)

select
    channel,
    opportunities,
    pipeline_amount_usd,
    pipeline_amount_usd / nullif(total_usd, 0) as share,
    pipeline_amount_usd / nullif(opportunities, 0) as avg_amount_usd,
    credited_days / nullif(sourced, 0) as avg_days_to_opportunity,
    touches / nullif(opportunities, 0) as touches_per_opportunity,
    influenced_opportunities,
    influenced_pipeline_usd,
    cost_usd,
    pipeline_amount_usd / nullif(cost_usd, 0) as pipeline_per_cost
from shares
where {{ in_channels('channel') }}
