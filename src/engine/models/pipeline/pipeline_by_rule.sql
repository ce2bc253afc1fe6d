-- One sourcing rule × channel × sales segment, and how far each cell is from first_touch.
{% set rules = ['first_touch', 'last_touch', 'closest_day', 'linear', 'position_based', 'time_decay'] -%}
with opportunities as (
    select
        opportunity_id,
        coalesce(sales_segment, 'Unknown') as sales_segment,
        pipeline_amount_usd
    from {{ ref('stg_pipeline_opportunities') }}
    where {{ in_range('cast(opportunity_created_time as date)') }}
),

touches as (
    select * from {{ ref('fct_opportunity_touches') }}
),

touched as (
    select opportunity_id, bool_or(is_in_lookback) as is_inside
    from touches
    group by opportunity_id
),

credits as (
    select
        touches.channel,
        opportunities.sales_segment,
        opportunities.pipeline_amount_usd,
        {%- for rule in rules %}
        touches.credit_{{ rule }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from touches
    inner join opportunities on opportunities.opportunity_id = touches.opportunity_id
    union all
    select
        'Unsourced' as channel,
        opportunities.sales_segment,
        opportunities.pipeline_amount_usd,
        {%- for rule in rules %}
        {% if rule == 'closest_day' %}case when touched.opportunity_id is null then 1.0 else 0.0 end{% else %}1.0{% endif %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from opportunities
    left join touched on touched.opportunity_id = opportunities.opportunity_id
    where not coalesce(touched.is_inside, false)
),

by_rule as (
    {%- for rule in rules %}
    select
        '{{ rule }}' as rule,
        channel,
        sales_segment,
        sum(credit_{{ rule }}) as opportunities,
        sum(credit_{{ rule }} * pipeline_amount_usd) as pipeline_amount_usd
    from credits
    group by channel, sales_segment
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    rule,
    channel,
    sales_segment,
    opportunities,
    pipeline_amount_usd,
    pipeline_amount_usd - max(case when rule = 'first_touch' then pipeline_amount_usd end)
        over (partition by channel, sales_segment) as change_usd
from by_rule
where {{ in_channels('channel') }}
