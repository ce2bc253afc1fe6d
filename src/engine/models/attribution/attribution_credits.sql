-- One rule × purchase × touch that takes credit; a purchase without a touch goes to direct as touch 0.
with weights as (
    {{ credit_weights(ref('int_touchpoints')) }}
),

credits as (
    {%- for rule in credit_rules() %}
    select
        '{{ rule }}' as rule,
        purchases.purchase_event_id,
        purchases.revenue,
        coalesce(weights.touch_number, 0) as touch_number,
        coalesce(weights.channel, 'direct') as channel,
        weights.campaign_id,
        cast(coalesce(weights.{{ rule }}, 1) as double) as credit
    from {{ ref('int_purchases') }} as purchases
    left join weights on weights.purchase_event_id = purchases.purchase_event_id
    where {{ in_range('cast(purchases.event_time as date)') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    rule,
    purchase_event_id,
    touch_number,
    channel,
    campaign_id,
    credit,
    credit * revenue as attributed_revenue
from credits
where {{ in_channels('channel') }}
