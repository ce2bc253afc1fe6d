-- One page view. The engine keeps those of a client together, in the order of time.
select
    client_id,
    event_time,
    event_id,
    session_id,
    channel,
    campaign_id
from {{ ref('stg_events') }}
where event_type = 'page_view'
