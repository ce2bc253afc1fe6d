-- One first-touch channel × last-touch channel, joined on the purchase.
with credited as (
    select
        *,
        row_number() over (partition by purchase_event_id order by touch_number) as from_first,
        row_number() over (partition by purchase_event_id order by touch_number desc) as from_last
    from {{ ref('int_touchpoints') }}
    where takes_credit
),

journeys as (
    select
        purchases.revenue,
        coalesce(first_touch.channel, 'direct') as first_touch_channel,
        coalesce(last_touch.channel, 'direct') as last_touch_channel
    from {{ ref('int_purchases') }} as purchases
    left join credited as first_touch
        on first_touch.purchase_event_id = purchases.purchase_event_id and first_touch.from_first = 1
    left join credited as last_touch
        on last_touch.purchase_event_id = purchases.purchase_event_id and last_touch.from_last = 1
    where {{ in_range('cast(purchases.event_time as date)') }}
)

select
    first_touch_channel,
    last_touch_channel,
    count(*) as journey_count,
    avg(revenue) as avg_first_touch_revenue,
    avg(revenue) as avg_last_touch_revenue
from journeys
where {{ in_channels('first_touch_channel') }} or {{ in_channels('last_touch_channel') }}
group by first_touch_channel, last_touch_channel
