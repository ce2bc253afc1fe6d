-- One opportunity of the range with the touch that sourced it; rules that share credit name no single touch.
{% set rules = ['first_touch', 'last_touch', 'closest_day', 'linear', 'position_based', 'time_decay'] -%}
{% set asked = var('rule', 'first_touch') -%}
{% set rule = asked if asked in rules else 'first_touch' -%}
{% set is_single = rule in ['first_touch', 'last_touch', 'closest_day'] -%}
with counted as (
    select
        *,
        count(*) over (partition by opportunity_id) as touches
    from {{ ref('fct_opportunity_touches') }}
    {%- if rule != 'closest_day' %}
    where is_in_lookback
    {%- endif %}
),

touched as (
    {%- if is_single %}
    select * from counted where credit_{{ rule }} > 0
    {%- else %}
    select
        opportunity_id,
        cast(null as varchar) as touchpoint_id,
        cast(null as varchar) as touchpoint_type,
        cast(null as varchar) as channel,
        cast(null as varchar) as contact_id,
        cast(null as timestamp) as touchpoint_time,
        cast(null as bigint) as days_before_creation,
        cast(null as boolean) as is_shared,
        max(touches) as touches
    from counted
    group by opportunity_id
    having bool_or({{ in_channels('channel') }})
    {%- endif %}
),

opportunities as (
    select
        *,
        opportunity_id in (select opportunity_id from counted) as has_touch
    from {{ ref('stg_pipeline_opportunities') }}
)

select
    opportunities.opportunity_id,
    opportunities.account_id,
    coalesce(opportunities.sales_segment, 'Unknown') as sales_segment,
    touched.touchpoint_id,
    touched.touchpoint_type,
    case when opportunities.has_touch then touched.channel else 'Unsourced' end as channel,
    touched.contact_id,
    touched.touchpoint_time,
    opportunities.opportunity_created_time,
    touched.days_before_creation as days_to_opportunity,
    opportunities.pipeline_amount_usd,
    coalesce(touched.touches, 0) as touches,
    touched.is_shared as is_shared_touch
from opportunities
left join touched on touched.opportunity_id = opportunities.opportunity_id
where {{ in_range('cast(opportunities.opportunity_created_time as date)') }}
    {%- if is_single %}
    and {{ in_channels("case when opportunities.has_touch then touched.channel else 'Unsourced' end") }}
    {%- else %}
    and (touched.opportunity_id is not null or not opportunities.has_touch and {{ in_channels("'Unsourced'") }})
    {%- endif %}
