-- One visitor: how far the counted attempt came, where it entered, what was seen last.
{% set asked_days = var('window_days', '14') | int(14) -%}
{% set days = asked_days if 1 <= asked_days <= 90 else 14 -%}
with events as (
    select
        events.*,
        steps.step_order,
        row_number() over (
            partition by events.visitor_id
            order by events.derived_tstamp, events._source_row
        ) as n,
        row_number() over (
            partition by events.visitor_id
            order by events.derived_tstamp desc, events._source_row desc
        ) as n_back
    from {{ ref('member_events') }} as events
    left join {{ ref('int_funnel_steps') }} as steps on steps.step_name = events.funnel_step_name
),

visitors as (
    select
        visitor_id,
        max(member_id) as member_id,
        count(*) as event_count,
        min(derived_tstamp) as first_event_at,
        max(derived_tstamp) as last_event_at,
        max(case when {% if var('mode', 'ordered') == 'any_order' %}step_order is not null{% else %}step_order = 1{% endif %} then derived_tstamp end) as latest_entry_at,
        arg_max(user_is_eligibility_verified, n) filter (where user_is_eligibility_verified is not null) as is_eligibility_verified,
        max(case when step_order is not null then n end) as step_n
    from events
    group by visitor_id
),

attempts as (
    select
        visitor_id,
        max(step_order) as steps_reached,
        min(case when step_order = 1 then event_row end) as entry_row
    from {{ ref('int_visitor_steps') }}
    where step_order is not null
    group by visitor_id
),

newest as (
    select max(derived_tstamp) as newest_at
    from events
)

select
    visitors.visitor_id,
    visitors.member_id,
    entry.device_type,
    entry.geo_country,
    step.funnel_step_name as most_recent_step,
    latest.page_urlpath as last_page_url,
    latest.page_referrer as page_before_last_url,
    entry.is_mobile_device,
    visitors.is_eligibility_verified,
    visitors.latest_entry_at + interval '{{ days }}' day >= newest.newest_at as is_window_open,
    coalesce(attempts.steps_reached, 0) as steps_reached,
    visitors.event_count,
    step.step_order as most_recent_step_order,
    visitors.first_event_at,
    case when attempts.entry_row is not null then entry.derived_tstamp end as entered_at,
    step.derived_tstamp as most_recent_step_at,
    visitors.last_event_at
from visitors
cross join newest
left join attempts on attempts.visitor_id = visitors.visitor_id
left join events as latest on latest.visitor_id = visitors.visitor_id and latest.n_back = 1
left join events as step on step.visitor_id = visitors.visitor_id and step.n = visitors.step_n
left join events as entry
    on
        entry.visitor_id = visitors.visitor_id
        and case when attempts.entry_row is null then entry.n = 1 else entry._source_row = attempts.entry_row end
