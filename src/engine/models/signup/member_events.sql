-- One event with the visitor it belongs to: the member it names, else whoever its device belongs to.
select
    events.event_id,
    coalesce(events.user_id, devices.visitor_id) as visitor_id,
    coalesce(events.user_id, devices.member_id) as member_id,
    events.domain_userid,
    events.domain_sessionid,
    events.funnel_name,
    events.funnel_step_name,
    events.page_urlpath,
    events.page_referrer,
    events.device_type,
    events.geo_country,
    events.user_is_eligibility_verified,
    events.is_mobile_device,
    events.derived_tstamp,
    events._source_row
from {{ ref('stg_funnel_events') }} as events
left join {{ ref('int_visitor_identity') }} as devices
    on devices.domain_userid = events.domain_userid
