-- One event that names a device or a member; of events with one id the one received first, then the first in the files.
with ranked as (
    select
        *,
        row_number() over (
            partition by event_id
            order by collector_tstamp nulls last, _source_row
        ) as place
    from {{ source('gtm', 'funnel_events') }}
    where domain_userid is not null or user_id is not null
)

select
    event_id,
    domain_userid,
    domain_sessionid,
    user_id,
    user_role,
    funnel_name,
    funnel_step_name,
    page_urlpath,
    page_referrer,
    device_type,
    geo_country,
    user_is_eligibility_verified,
    is_mobile_device,
    derived_tstamp,
    collector_tstamp,
    _source_row
from ranked
where place = 1
