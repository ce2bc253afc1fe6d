-- One session: its source and day are those of its first event.
with ordered as (
    select
        *,
        row_number() over (
            partition by session_id
            order by sequence_number, created_time, _source_row
        ) as place
    from {{ ref('stg_web_events') }}
),

counted as (
    select
        session_id,
        count(*) as events,
        cast(sum(case when event_type = 'cart' then 1 else 0 end) as bigint) as carts,
        cast(sum(case when event_type = 'purchase' then 1 else 0 end) as bigint) as purchases
    from ordered
    group by session_id
)

select
    counted.session_id,
    ordered.traffic_source,
    counted.events,
    counted.carts,
    counted.purchases,
    ordered.created_date as session_date
from counted
inner join ordered on ordered.session_id = counted.session_id and ordered.place = 1
