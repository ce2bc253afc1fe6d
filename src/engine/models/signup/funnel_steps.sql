-- One step: who reached it, who stopped after it, how long the next one took. Optional steps have no place in the chain.
with visitors as (
    select visitor_id, steps_reached, is_window_open
    from {{ ref('member_intake_funnel_metrics') }}
),

chain as (
    select
        step_name,
        step_order,
        max(step_order) over () as last_order
    from {{ ref('int_funnel_steps') }}
),

reached as (
    select
        chain.step_name,
        chain.step_order,
        chain.last_order,
        count(visitors.visitor_id) as reached,
        count(case when visitors.steps_reached = chain.step_order and visitors.is_window_open then 1 end) as in_progress
    from chain
    left join visitors on visitors.steps_reached >= chain.step_order
    where chain.step_order is not null
    group by chain.step_name, chain.step_order, chain.last_order
),

following as (
    select
        *,
        lead(reached) over (order by step_order) as next_reached,
        first_value(reached) over (order by step_order) as first_reached
    from reached
),

gaps as (
    select
        steps.step_order,
        epoch_ms(lead(steps.reached_at) over (partition by steps.visitor_id order by steps.step_order)) - epoch_ms(steps.reached_at) as gap_ms
    from {{ ref('int_visitor_steps') }} as steps
    inner join visitors on visitors.visitor_id = steps.visitor_id
    where steps.step_order is not null
),

times as (
    select
        step_order,
        quantile_cont(gap_ms / 1000.0, 0.5) as median_seconds_to_next,
        quantile_cont(gap_ms / 1000.0, 0.9) as p90_seconds_to_next
    from gaps
    where gap_ms is not null
    group by step_order
),

losses as (
    select
        step_order,
        row_number() over (order by next_reached + in_progress - reached, step_order) as place
    from following
    where next_reached + in_progress < reached
),

seen as (
    select steps.step_name, count(*) as reached
    from {{ ref('int_visitor_steps') }} as steps
    inner join visitors on visitors.visitor_id = steps.visitor_id
    where steps.step_order is null
    group by steps.step_name
),

every_step as (
    select
        following.step_name,
        following.step_order,
        following.reached,
        following.reached - following.next_reached - following.in_progress as dropped_before_next,
        case when following.next_reached is not null then following.in_progress end as in_progress,
        1.0 * following.next_reached / nullif(following.reached - following.in_progress, 0) as step_conversion_rate,
        1.0 * following.reached / nullif(following.first_reached, 0) as overall_conversion_rate,
        times.median_seconds_to_next,
        times.p90_seconds_to_next,
        coalesce(losses.place = 1, false) as is_largest_dropoff
    from following
    left join times on times.step_order = following.step_order
    left join losses on losses.step_order = following.step_order

    union all

    select chain.step_name, null, coalesce(seen.reached, 0), null, null, null, null, null, null, false
    from chain
    left join seen on seen.step_name = chain.step_name
    where chain.step_order is null
)

select
    step_name,
    step_order,
    reached,
    dropped_before_next,
    in_progress,
    step_conversion_rate,
    overall_conversion_rate,
    median_seconds_to_next,
    p90_seconds_to_next,
    is_largest_dropoff
from every_step
