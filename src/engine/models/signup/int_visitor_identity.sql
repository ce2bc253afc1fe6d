-- One device: the member seen on it first, else the device itself.
with events as (
    select domain_userid, user_id, derived_tstamp, _source_row
    from {{ ref('stg_funnel_events') }}
    where domain_userid is not null
),

owners as (
    select
        domain_userid,
        user_id,
        row_number() over (
            partition by domain_userid
            order by derived_tstamp, _source_row
        ) as place
    from events
    where user_id is not null
),

devices as (
    select
        domain_userid,
        count(distinct user_id) as member_count,
        count(*) as event_count,
        min(derived_tstamp) as first_event_at
    from events
    group by domain_userid
)

select
    devices.domain_userid,
    coalesce(owners.user_id, devices.domain_userid) as visitor_id,
    owners.user_id as member_id,
    devices.member_count,
    devices.event_count,
    devices.first_event_at
from devices
left join owners on owners.domain_userid = devices.domain_userid and owners.place = 1
