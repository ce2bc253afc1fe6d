-- One visitor × step of the counted attempt, and the optional steps seen. Every entry is followed on its own, from event
-- to the event that continues it; then the attempt with most steps is taken, of several the earliest.
-- Vars: window_days (1 to 90, else 14), mode (ordered, strict, any_order; else ordered).
{% set asked_days = var('window_days', '14') | int(14) -%}
{% set days = asked_days if 1 <= asked_days <= 90 else 14 -%}
{% set mode = var('mode', 'ordered') -%}
with recursive events as (
    select
        events.visitor_id,
        events.funnel_step_name as step_name,
        steps.step_order,
        events.derived_tstamp as happened_at,
        events._source_row as event_row,
        row_number() over (
            partition by events.visitor_id
            order by events.derived_tstamp, events._source_row
        ) as n
    from {{ ref('member_events') }} as events
    left join {{ ref('int_funnel_steps') }} as steps on steps.step_name = events.funnel_step_name
),

{% if mode == 'any_order' -%}
-- Each step of the chain opens a window; inside it each step counts where it is first seen.
seen as (
    select
        entries.visitor_id,
        entries.n as entry_n,
        later.step_name,
        min(later.n) as n
    from events as entries
    inner join events as later
        on
            later.visitor_id = entries.visitor_id
            and later.step_order is not null
            and later.n >= entries.n
            and later.happened_at <= entries.happened_at + interval '{{ days }}' day
    where entries.step_order is not null
    group by entries.visitor_id, entries.n, later.step_name
),

walked as (
    select
        visitor_id,
        entry_n,
        n,
        row_number() over (partition by visitor_id, entry_n order by n) as step_order
    from seen
),
{%- else -%}
-- The event that can follow each event of the chain.
followers as (
    select
        events.visitor_id,
        events.n,
        min(later.n) as next_n
    from events
    inner join events as later
        on
            later.visitor_id = events.visitor_id
            and later.n > events.n
            and {% if mode == 'strict' -%}
            later.step_name <> events.step_name
            {%- else -%}
            later.step_order = events.step_order + 1
            {%- endif %}
    where events.step_order is not null
    group by events.visitor_id, events.n
),

walked as (
    select visitor_id, n as entry_n, n, happened_at + interval '{{ days }}' day as ends_at, step_order
    from events
    where step_order = 1

    union all

    select walked.visitor_id, walked.entry_n, next.n, walked.ends_at, next.step_order
    from walked
    inner join followers on followers.visitor_id = walked.visitor_id and followers.n = walked.n
    inner join events as next
        on
            next.visitor_id = walked.visitor_id
            and next.n = followers.next_n
            and next.step_order = walked.step_order + 1
            and next.happened_at <= walked.ends_at
),
{%- endif %}

counted as (
    select
        visitor_id,
        entry_n,
        row_number() over (partition by visitor_id order by max(step_order) desc, entry_n) as place
    from walked
    group by visitor_id, entry_n
),

optional as (
    select visitor_id, min(n) as n
    from events
    where step_order is null
    group by visitor_id, step_name
),

taken as (
    select walked.visitor_id, walked.n, walked.step_order
    from walked
    inner join counted
        on
            counted.visitor_id = walked.visitor_id
            and counted.entry_n = walked.entry_n
            and counted.place = 1

    union all

    select visitor_id, n, null
    from optional
)

select
    taken.visitor_id,
    events.step_name,
    taken.step_order,
    events.event_row,
    events.happened_at as reached_at
from taken
inner join events on events.visitor_id = taken.visitor_id and events.n = taken.n
