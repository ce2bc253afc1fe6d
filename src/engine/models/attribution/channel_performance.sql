-- Left out, because a Markov chain has no plain SQL: markov_revenue, markov_conversions, markov_roas, markov_cac_usd.
-- One channel with anything in the range: what it brings under every rule of credit, and what it costs.
with weights as (
    {{ credit_weights(ref('int_touchpoints')) }}
),

credits as (
    select
        purchases.purchase_event_id,
        purchases.client_id,
        purchases.revenue,
        coalesce(weights.channel, 'direct') as channel,
        coalesce(weights.first_touch, 1) as first_touch,
        coalesce(weights.last_touch, 1) as last_touch,
        coalesce(weights.linear, 1) as linear,
        coalesce(weights.time_decay, 1) as time_decay,
        coalesce(weights.position_based, 1) as position_based,
        coalesce(weights.j_shaped, 1) as j_shaped,
        coalesce(weights.inverse_j, 1) as inverse_j,
        coalesce(weights.shapley, 1) as shapley
    from {{ ref('int_purchases') }} as purchases
    left join weights on weights.purchase_event_id = purchases.purchase_event_id
    where {{ in_range('cast(purchases.event_time as date)') }}
),

credited as (
    select
        channel,
        count(distinct purchase_event_id) as total_conversions,
        count(distinct client_id) as unique_clients,
        sum(first_touch * revenue) as first_touch_revenue,
        sum(last_touch * revenue) as last_touch_revenue,
        sum(linear * revenue) as linear_revenue,
        sum(time_decay * revenue) as time_decay_revenue,
        sum(position_based * revenue) as position_based_revenue,
        sum(j_shaped * revenue) as j_shaped_revenue,
        sum(inverse_j * revenue) as inverse_j_revenue,
        sum(shapley * revenue) as shapley_revenue,
        sum(first_touch) as first_touch_conversions,
        sum(last_touch) as last_touch_conversions,
        sum(linear) as linear_conversions,
        sum(time_decay) as time_decay_conversions,
        sum(position_based) as position_based_conversions,
        sum(j_shaped) as j_shaped_conversions,
        sum(inverse_j) as inverse_j_conversions,
        sum(shapley) filter (where revenue >= 0) as shapley_conversions
    from credits
    group by channel
),

activity as (
    select
        channel,
        sum(event_count) filter (where event_type = 'page_view') as page_views,
        sum(unique_clients) filter (where event_type = 'page_view') as clients,
        sum(unique_sessions) filter (where event_type = 'page_view') as sessions,
        sum(event_count) filter (where event_type = 'purchase') as purchases
    from {{ ref('event_mix') }}
    group by channel
),

spend as (
    select channel, sum(spend_usd) as spend_usd
    from {{ ref('int_ad_spend') }}
    where {{ in_range('date') }}
    group by channel
),

channels as (
    select channel
    from credited

    union

    select channel
    from activity

    union

    select channel
    from spend
)

select
    channels.channel,
    cast(coalesce(activity.page_views, 0) as bigint) as page_views,
    cast(coalesce(activity.clients, 0) as bigint) as clients,
    cast(coalesce(activity.sessions, 0) as bigint) as sessions,
    cast(coalesce(activity.purchases, 0) as bigint) as purchases,
    coalesce(credited.total_conversions, 0) as total_conversions,
    coalesce(credited.unique_clients, 0) as unique_clients,
    spend.spend_usd,
    coalesce(credited.first_touch_revenue, 0) as first_touch_revenue,
    coalesce(credited.last_touch_revenue, 0) as last_touch_revenue,
    coalesce(credited.linear_revenue, 0) as linear_revenue,
    coalesce(credited.time_decay_revenue, 0) as time_decay_revenue,
    coalesce(credited.position_based_revenue, 0) as position_based_revenue,
    coalesce(credited.j_shaped_revenue, 0) as j_shaped_revenue,
    coalesce(credited.inverse_j_revenue, 0) as inverse_j_revenue,
    coalesce(credited.shapley_revenue, 0) as shapley_revenue,
    cast(coalesce(credited.first_touch_conversions, 0) as bigint) as first_touch_conversions,
    cast(coalesce(credited.last_touch_conversions, 0) as bigint) as last_touch_conversions,
    coalesce(credited.linear_conversions, 0) as linear_conversions,
    coalesce(credited.time_decay_conversions, 0) as time_decay_conversions,
    coalesce(credited.position_based_conversions, 0) as position_based_conversions,
    coalesce(credited.j_shaped_conversions, 0) as j_shaped_conversions,
    coalesce(credited.inverse_j_conversions, 0) as inverse_j_conversions,
    coalesce(credited.shapley_conversions, 0) as shapley_conversions,
    coalesce(credited.first_touch_revenue, 0) / nullif(spend.spend_usd, 0) as first_touch_roas,
    coalesce(credited.last_touch_revenue, 0) / nullif(spend.spend_usd, 0) as last_touch_roas,
    coalesce(credited.linear_revenue, 0) / nullif(spend.spend_usd, 0) as linear_roas,
    coalesce(credited.time_decay_revenue, 0) / nullif(spend.spend_usd, 0) as time_decay_roas,
    coalesce(credited.position_based_revenue, 0) / nullif(spend.spend_usd, 0) as position_based_roas,
    coalesce(credited.j_shaped_revenue, 0) / nullif(spend.spend_usd, 0) as j_shaped_roas,
    coalesce(credited.inverse_j_revenue, 0) / nullif(spend.spend_usd, 0) as inverse_j_roas,
    coalesce(credited.shapley_revenue, 0) / nullif(spend.spend_usd, 0) as shapley_roas,
    spend.spend_usd / nullif(credited.first_touch_conversions, 0) as first_touch_cac_usd,
    spend.spend_usd / nullif(credited.last_touch_conversions, 0) as last_touch_cac_usd,
    spend.spend_usd / nullif(credited.linear_conversions, 0) as linear_cac_usd,
    spend.spend_usd / nullif(credited.time_decay_conversions, 0) as time_decay_cac_usd,
    spend.spend_usd / nullif(credited.position_based_conversions, 0) as position_based_cac_usd,
    spend.spend_usd / nullif(credited.j_shaped_conversions, 0) as j_shaped_cac_usd,
    spend.spend_usd / nullif(credited.inverse_j_conversions, 0) as inverse_j_cac_usd,
    spend.spend_usd / nullif(credited.shapley_conversions, 0) as shapley_cac_usd
from channels
left join credited on credited.channel = channels.channel
left join activity on activity.channel = channels.channel
left join spend on spend.channel = channels.channel
where {{ in_channels('channels.channel') }}
