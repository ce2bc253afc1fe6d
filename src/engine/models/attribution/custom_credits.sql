-- One channel: what the user's own shares of first, middle and last touch credit it with; no touch goes to direct.
{%- set first, middle, last = custom_shares() %}
with credited as (
    select
        purchase_event_id,
        channel,
        row_number() over (partition by purchase_event_id order by touch_number) as place,
        count(*) over (partition by purchase_event_id) as touches
    from {{ ref('int_touchpoints') }}
    where takes_credit
),

credits as (
    select
        coalesce(credited.channel, 'direct') as channel,
        purchases.revenue,
        cast(
            case
                when credited.touches is null or touches = 1 then 1
                when touches = 2 and {{ first }} + {{ last }} = 0 then 0.5
                when touches = 2 and place = 1 then {{ first }} / nullif({{ first }} + {{ last }}, 0)
                when touches = 2 then {{ last }} / nullif({{ first }} + {{ last }}, 0)
                when place = 1 then {{ first }} / {{ first + middle + last }}
                when place = touches then {{ last }} / {{ first + middle + last }}
                else {{ middle }} / {{ first + middle + last }} / (touches - 2)
            end as double
        ) as credit
    from {{ ref('int_purchases') }} as purchases
    left join credited on credited.purchase_event_id = purchases.purchase_event_id
    where {{ in_range('cast(purchases.event_time as date)') }}
)

select
    channel,
    sum(credit) as custom_conversions,
    sum(credit * revenue) as custom_revenue
from credits
where {{ in_channels('channel') }}
group by channel
having sum(credit) <> 0 or sum(credit * revenue) <> 0
