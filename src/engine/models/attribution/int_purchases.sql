-- One purchase event, refunds included.
select
    events.event_id as purchase_event_id,
    events.client_id,
    events.session_id,
    events.channel,
    clients.cohort,
    clients.customer_segment,
    row_number() over (
        partition by events.client_id
        order by events.event_time, events.event_id
    ) as purchase_number,
    events.revenue,
    events.event_time
from {{ ref('stg_events') }} as events
left join {{ ref('stg_clients') }} as clients on clients.client_id = events.client_id
where events.event_type = 'purchase'
