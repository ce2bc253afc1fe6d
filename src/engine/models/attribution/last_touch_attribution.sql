-- One purchase: all of it goes to the last touch that takes credit; to direct where there is none.
with credited as (
    select
        *,
        row_number() over (partition by purchase_event_id order by touch_number desc) as place
    from {{ ref('int_touchpoints') }}
    where takes_credit
)

select
    purchases.purchase_event_id,
    purchases.client_id,
    purchases.session_id,
    coalesce(credited.channel, 'direct') as channel,
    credited.campaign_id,
    purchases.revenue as attributed_revenue,
    {{ whole_days_between('credited.touch_last_time', 'purchases.event_time') }} as days_to_conversion,
    purchases.event_time,
    credited.touch_last_time as last_touch_time
from {{ ref('int_purchases') }} as purchases
left join credited
    on credited.purchase_event_id = purchases.purchase_event_id and credited.place = 1
where
    {{ in_range('cast(purchases.event_time as date)') }}
    and {{ in_channels("coalesce(credited.channel, 'direct')") }}
