-- The funnel of each value of each dimension; what is not known is Unknown.
with visitors as (
    {%- for dimension, value in [
        ('device', "coalesce(device_type, case when is_mobile_device then 'Mobile' end, 'Unknown')"),
        ('country', "coalesce(geo_country, 'Unknown')"),
        ('employer_industry', "coalesce(client_industry, 'Unknown')"),
        ('employer_size', "coalesce(client_size, 'Unknown')"),
        ('verification_method', "coalesce(eligibility_verification_method, 'Unknown')"),
    ] %}
    {%- if not loop.first %}

    union all
    {% endif %}
    select '{{ dimension }}' as dimension, {{ value }} as value, steps_reached, is_window_open
    from {{ ref('member_intake_funnel_metrics') }}
    where steps_reached > 0
    {%- endfor %}
),

groups as (
    select distinct dimension, value
    from visitors
),

reached as (
    select
        groups.dimension,
        groups.value,
        chain.step_name,
        chain.step_order,
        count(visitors.steps_reached) as reached,
        count(case when visitors.steps_reached = chain.step_order and visitors.is_window_open then 1 end) as in_progress
    from groups
    cross join {{ ref('int_funnel_steps') }} as chain
    left join visitors
        on
            visitors.dimension = groups.dimension
            and visitors.value = groups.value
            and visitors.steps_reached >= chain.step_order
    where chain.step_order is not null
    group by groups.dimension, groups.value, chain.step_name, chain.step_order
),

following as (
    select
        *,
        lead(reached) over (partition by dimension, value order by step_order) as next_reached,
        first_value(reached) over (partition by dimension, value order by step_order) as first_reached
    from reached
)

select
    dimension,
    value,
    step_name,
    step_order,
    reached,
    reached - next_reached - in_progress as dropped_before_next,
    case when next_reached is not null then in_progress end as in_progress,
    1.0 * next_reached / nullif(reached - in_progress, 0) as step_conversion_rate,
    1.0 * reached / nullif(first_reached, 0) as overall_conversion_rate
from following
