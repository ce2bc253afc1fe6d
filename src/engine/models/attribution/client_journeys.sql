-- One purchase: how it came about, over all touches of the lookback.
with touches as (
    select
        *,
        lag(channel) over (partition by purchase_event_id order by touch_number) as channel_before
    from {{ ref('int_touchpoints') }}
),

journeys as (
    select
        purchase_event_id,
        string_agg(channel, ' > ' order by touch_number)
            filter (where channel is distinct from channel_before) as path,
        count(*) as touch_count,
        count(*) filter (where not is_direct) as marketing_touch_count,
        count(distinct session_id) as session_count,
        count(distinct channel) as channel_count,
        min(touch_first_time) as first_touch_time,
        max(touch_last_time) as last_touch_time
    from touches
    group by purchase_event_id
)

select
    purchases.purchase_event_id,
    purchases.client_id,
    purchases.session_id,
    journeys.path,
    purchases.cohort,
    purchases.customer_segment,
    purchases.purchase_number,
    coalesce(journeys.touch_count, 0) as touch_count,
    coalesce(journeys.marketing_touch_count, 0) as marketing_touch_count,
    coalesce(journeys.session_count, 0) as session_count,
    coalesce(journeys.channel_count, 0) as channel_count,
    {{ whole_days_between('journeys.first_touch_time', 'purchases.event_time') }} as journey_length_days,
    purchases.revenue as total_revenue,
    purchases.event_time,
    journeys.first_touch_time,
    journeys.last_touch_time
from {{ ref('int_purchases') }} as purchases
left join journeys on journeys.purchase_event_id = purchases.purchase_event_id
where {{ in_range('cast(purchases.event_time as date)') }}
