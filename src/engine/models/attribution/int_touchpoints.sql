-- One purchase × touch inside the lookback: a run of page views of one session and channel.
with views as (
    select
        purchases.purchase_event_id,
        purchases.event_time as purchase_time,
        page_views.event_time,
        page_views.session_id,
        page_views.channel,
        page_views.campaign_id,
        row_number() over (
            partition by purchases.purchase_event_id
            order by page_views.event_time, page_views.event_id
        ) as place
    from {{ ref('int_purchases') }} as purchases
    inner join {{ ref('int_page_views') }} as page_views
        on
            page_views.client_id = purchases.client_id
            and {{ in_lookback('page_views.event_time', 'purchases.event_time') }}
),

marked as (
    select
        *,
        case
            when
                lag(session_id) over (partition by purchase_event_id order by place) = session_id
                and lag(channel) over (partition by purchase_event_id order by place) = channel
                then 0
            else 1
        end as is_new
    from views
),

numbered as (
    select
        *,
        sum(is_new) over (partition by purchase_event_id order by place) as touch_number
    from marked
),

touches as (
    select
        purchase_event_id,
        touch_number,
        channel,
        arg_min(campaign_id, place) filter (where campaign_id is not null) as campaign_id,
        session_id,
        count(*) as page_views,
        min(event_time) as touch_first_time,
        max(event_time) as touch_last_time,
        max(purchase_time) as purchase_time
    from numbered
    group by purchase_event_id, touch_number, channel, session_id
)

select
    purchase_event_id,
    cast(touch_number as bigint) as touch_number,
    channel,
    campaign_id,
    session_id,
    channel = 'direct' as is_direct,
    channel <> 'direct'
    or bool_and(channel = 'direct') over (partition by purchase_event_id) as takes_credit,
    page_views,
    {{ millis_between('touch_last_time', 'purchase_time') }} / 3600000.0 as hours_to_conversion,
    touch_first_time,
    touch_last_time
from touches
