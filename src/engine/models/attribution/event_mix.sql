-- One event type × channel of the events in the range.
select
    event_type,
    channel,
    count(*) as event_count,
    count(distinct client_id) as unique_clients,
    count(distinct session_id) as unique_sessions,
    sum(revenue) as total_revenue
from {{ ref('stg_events') }}
where {{ in_range('cast(event_time as date)') }} and {{ in_channels('channel') }}
group by event_type, channel
