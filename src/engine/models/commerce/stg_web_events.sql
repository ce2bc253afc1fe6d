-- One event, its type in lower case. Of two rows with one id the first in the files stays.
with events as (
    select *
    from (
        select
            *,
            row_number() over (partition by id order by _source_row) as place
        from {{ source('gtm', 'web_events') }}
    ) as ranked
    where place = 1
)

select
    id as event_id,
    session_id,
    user_id,
    traffic_source,
    lower(event_type) as event_type,
    uri,
    city,
    state,
    browser,
    sequence_number,
    cast(created_at as date) as created_date,
    created_at as created_time,
    _source_row
from events
