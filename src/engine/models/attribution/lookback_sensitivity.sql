-- One lookback of 1 to 90 days: how many purchases change the channel of first and of last touch against 30 days.
with purchases as (
    select purchase_event_id, client_id, event_time
    from {{ ref('int_purchases') }}
    where {{ in_range('cast(event_time as date)') }}
),

lookbacks as (
    select cast(days as bigint) as lookback_days
    from unnest(range(1, 91)) as series (days)
),

views as (
    select
        purchases.purchase_event_id,
        purchases.event_time as purchase_time,
        page_views.event_time,
        page_views.event_id,
        page_views.channel
    from purchases
    inner join {{ ref('int_page_views') }} as page_views
        on
            page_views.client_id = purchases.client_id
            and {{ in_lookback('page_views.event_time', 'purchases.event_time', '90') }}
    where page_views.channel <> 'direct'
),

seen as (
    select
        views.purchase_event_id,
        lookbacks.lookback_days,
        first(views.channel order by views.event_time, views.event_id) as first_channel,
        first(views.channel order by views.event_time desc, views.event_id desc) as last_channel
    from views
    inner join lookbacks
        on {{ in_lookback('views.event_time', 'views.purchase_time', 'cast(lookbacks.lookback_days as integer)') }}
    group by views.purchase_event_id, lookbacks.lookback_days
),

channels as (
    select
        lookbacks.lookback_days,
        purchases.purchase_event_id,
        coalesce(seen.first_channel, 'direct') as first_channel,
        coalesce(seen.last_channel, 'direct') as last_channel
    from purchases
    cross join lookbacks
    left join seen
        on
            seen.purchase_event_id = purchases.purchase_event_id
            and seen.lookback_days = lookbacks.lookback_days
),

changes as (
    select
        channels.lookback_days,
        count(*) as purchases,
        count(*) filter (where channels.first_channel <> usual.first_channel) as changed_first,
        count(*) filter (where channels.last_channel <> usual.last_channel) as changed_last
    from channels
    inner join channels as usual
        on usual.purchase_event_id = channels.purchase_event_id and usual.lookback_days = 30
    group by channels.lookback_days
)

select
    lookbacks.lookback_days,
    coalesce(changes.purchases, 0) as purchases,
    coalesce(changes.changed_first, 0) as changed_first,
    coalesce(changes.changed_last, 0) as changed_last
from lookbacks
left join changes on changes.lookback_days = lookbacks.lookback_days
