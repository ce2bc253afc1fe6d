-- One step name: how often it occurs, for how many visitors, and at which place they meet it first.
with numbered as (
    select
        visitor_id,
        funnel_step_name as step_name,
        row_number() over (
            partition by visitor_id
            order by derived_tstamp, _source_row
        ) as n
    from {{ ref('member_events') }}
),

firsts as (
    select visitor_id, step_name, count(*) as event_count, min(n) as first_n
    from numbered
    group by visitor_id, step_name
),

places as (
    select
        step_name,
        event_count,
        row_number() over (partition by visitor_id order by first_n) as position
    from firsts
)

select
    step_name,
    cast(sum(event_count) as bigint) as event_count,
    count(*) as visitor_count,
    quantile_cont(cast(position as double), 0.5) as median_position
from places
group by step_name
