-- One path of the touches that take credit, of purchases and of clients who did not buy.
with purchases as (
    select *
    from {{ ref('int_purchases') }}
    where {{ in_range('cast(event_time as date)') }}
),

touches as (
    select
        purchase_event_id,
        touch_number,
        channel,
        lag(channel) over (partition by purchase_event_id order by touch_number) as channel_before
    from {{ ref('int_touchpoints') }}
    where takes_credit
),

bought as (
    select
        purchases.purchase_event_id,
        purchases.revenue,
        coalesce(
            string_agg(touches.channel, ' > ' order by touches.touch_number)
                filter (where touches.channel is distinct from touches.channel_before),
            '(none)'
        ) as path
    from purchases
    left join touches on touches.purchase_event_id = purchases.purchase_event_id
    group by purchases.purchase_event_id, purchases.revenue
),

last_views as (
    select client_id, max(event_time) as last_time
    from {{ ref('int_page_views') }}
    where
        {{ in_range('cast(event_time as date)') }}
        and client_id not in (select client_id from purchases)
    group by client_id
),

views as (
    select
        last_views.client_id,
        page_views.event_time,
        page_views.event_id,
        page_views.channel,
        bool_and(page_views.channel = 'direct') over (partition by last_views.client_id) as is_direct_only
    from last_views
    inner join {{ ref('int_page_views') }} as page_views
        on
            page_views.client_id = last_views.client_id
            and {{ in_lookback('page_views.event_time', 'last_views.last_time') }}
),

steps as (
    select
        client_id,
        event_time,
        event_id,
        channel,
        lag(channel) over (partition by client_id order by event_time, event_id) as channel_before
    from views
    where channel <> 'direct' or is_direct_only
),

left_without as (
    select
        client_id,
        string_agg(channel, ' > ' order by event_time, event_id)
            filter (where channel is distinct from channel_before) as path
    from steps
    group by client_id
),

journeys as (
    select path, revenue, false as is_null
    from bought

    union all

    select path, 0, true
    from left_without
)

select
    path,
    count(*) filter (where not is_null and revenue >= 0) as conversions,
    count(*) filter (where not is_null and revenue < 0) as refunds,
    count(*) filter (where is_null) as null_journeys,
    coalesce(sum(revenue) filter (where revenue >= 0), 0) as revenue,
    coalesce(sum(revenue) filter (where revenue < 0), 0) as refund_revenue
from journeys
group by path
