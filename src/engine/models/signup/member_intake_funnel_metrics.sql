-- One visitor whose entry (without one, whose first event) lies in the range: the outcome by the goal (var `goal` where the
-- chain has it, else CREATE_PROJECT, else the last step), and the member's employer.
with chain as (
    select
        step_name,
        step_order,
        max(step_order) over () as last_order
    from {{ ref('int_funnel_steps') }}
    where step_order is not null
),

goals as (
    select coalesce(
        max(case when step_name = '{{ var("goal", "") | replace("'", "''") }}' then step_name end),
        max(case when step_name = 'CREATE_PROJECT' then step_name end),
        max(case when step_order = last_order then step_name end)
    ) as step_name
    from chain
),

completed as (
    select distinct steps.visitor_id
    from {{ ref('int_visitor_steps') }} as steps
    inner join goals on goals.step_name = steps.step_name
    where steps.step_order is not null
),

newest as (
    select cast(max(last_event_at) as date) as newest_day
    from {{ ref('int_funnel_visitors') }}
)

select
    visitors.visitor_id,
    visitors.member_id,
    visitors.most_recent_step as most_recent_step_completed,
    visitors.most_recent_step_order as most_recent_step_order_completed,
    visitors.most_recent_step_at as most_recent_step_completed_at,
    visitors.last_page_url as most_recent_page_url,
    visitors.page_before_last_url as previous_page_url,
    completed.visitor_id is not null as completed_intake_funnel,
    case
        when visitors.steps_reached = 0 then null
        when completed.visitor_id is not null then 'completed'
        when visitors.is_window_open then 'in_progress'
        else 'dropped'
    end as outcome,
    visitors.is_mobile_device,
    coalesce(members.is_eligibility_verified, visitors.is_eligibility_verified) as is_eligibility_verified,
    members.client_id,
    employers.client_name,
    employers.client_size,
    employers.client_industry,
    employers.eligibility_verification_method,
    {{ dbt.datediff('members.created_at', 'newest.newest_day', 'day') }} as days_since_account_creation,
    {{ dbt.datediff('employers.created_at', 'newest.newest_day', 'day') }} as days_since_launch,
    visitors.device_type,
    visitors.geo_country,
    visitors.steps_reached,
    visitors.is_window_open,
    visitors.entered_at,
    visitors.first_event_at
from {{ ref('int_funnel_visitors') }} as visitors
cross join newest
left join completed on completed.visitor_id = visitors.visitor_id
left join {{ ref('stg_members') }} as members on members.member_id = visitors.member_id
left join {{ ref('stg_employers') }} as employers on employers.client_id = members.client_id
where {{ in_range('cast(coalesce(visitors.entered_at, visitors.first_event_at) as date)') }}
