-- One step of the chain that has a next × optional step: who is decided there, with and without having seen it before.
with chain as (
    select
        step_name,
        step_order,
        max(step_order) over () as last_order
    from {{ ref('int_funnel_steps') }}
),

decided as (
    select
        visitors.visitor_id,
        chain.step_name,
        chain.step_order,
        visitors.steps_reached > chain.step_order as is_converted,
        next.reached_at as next_at
    from {{ ref('member_intake_funnel_metrics') }} as visitors
    inner join chain on chain.step_order <= visitors.steps_reached and chain.step_order < chain.last_order
    left join {{ ref('int_visitor_steps') }} as next
        on next.visitor_id = visitors.visitor_id and next.step_order = chain.step_order + 1
    where visitors.steps_reached > chain.step_order or not visitors.is_window_open
),

seen as (
    select
        decided.visitor_id,
        decided.step_name,
        decided.step_order,
        decided.is_converted,
        optional.step_name as optional_step,
        steps.reached_at is not null as is_seen
    from decided
    cross join chain as optional
    left join {{ ref('int_visitor_steps') }} as steps
        on
            steps.visitor_id = decided.visitor_id
            and steps.step_name = optional.step_name
            and (decided.next_at is null or steps.reached_at <= decided.next_at)
    where optional.step_order is null
),

pairs as (
    select
        chain.step_name,
        chain.step_order,
        optional.step_name as optional_step
    from chain
    cross join chain as optional
    where chain.step_order < chain.last_order and optional.step_order is null
)

select
    pairs.step_name,
    pairs.optional_step,
    pairs.step_order,
    count(case when seen.is_seen then 1 end) as decided_with,
    count(case when seen.is_seen and seen.is_converted then 1 end) as converted_with,
    count(case when not seen.is_seen then 1 end) as decided_without,
    count(case when not seen.is_seen and seen.is_converted then 1 end) as converted_without
from pairs
left join seen on seen.step_name = pairs.step_name and seen.optional_step = pairs.optional_step
group by pairs.step_name, pairs.optional_step, pairs.step_order
