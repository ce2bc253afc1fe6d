-- One opportunity × channel that touched it, with the channel's credit under the rule; without a touch: Unsourced.
{% set rules = ['first_touch', 'last_touch', 'closest_day', 'linear', 'position_based', 'time_decay'] -%}
{% set asked = var('rule', 'first_touch') -%}
{% set rule = asked if asked in rules else 'first_touch' -%}
with counted as (
    select
        *,
        credit_{{ rule }} as touch_credit
    from {{ ref('fct_opportunity_touches') }}
    {%- if rule != 'closest_day' %}
    where is_in_lookback
    {%- endif %}
),

by_channel as (
    select
        opportunity_id,
        channel,
        count(*) as touches,
        max(days_before_creation) as first_touch_days,
        sum(touch_credit) as credit,
        sum(touch_credit * days_before_creation) as credited_days
    from counted
    group by opportunity_id, channel
),

by_opportunity as (
    select opportunity_id, count(*) as opportunity_touches
    from counted
    group by opportunity_id
)

select
    opportunities.opportunity_id,
    coalesce(by_channel.channel, 'Unsourced') as channel,
    coalesce(opportunities.sales_segment, 'Unknown') as sales_segment,
    coalesce(by_channel.touches, 0) as touches,
    coalesce(by_opportunity.opportunity_touches, 0) as opportunity_touches,
    by_channel.first_touch_days,
    coalesce(by_channel.credit, 1.0) as credit,
    by_channel.credited_days,
    opportunities.pipeline_amount_usd * coalesce(by_channel.credit, 1.0) as credited_pipeline_usd,
    opportunities.pipeline_amount_usd,
    opportunities.opportunity_created_time
from {{ ref('stg_pipeline_opportunities') }} as opportunities
left join by_channel on by_channel.opportunity_id = opportunities.opportunity_id
left join by_opportunity on by_opportunity.opportunity_id = opportunities.opportunity_id
