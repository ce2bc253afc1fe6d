-- One channel with any fact in the range, from spend to revenue. Users are counted over the range, never added.
with daily as (
    select
        channel,
        sum(spend_usd) as spend_usd,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(sessions) as sessions,
        sum(pageviews) as pageviews,
        sum(conversions) as conversions,
        sum(opportunities) as opportunities,
        sum(open_opportunities) as open_opportunities,
        sum(closed_won) as closed_won,
        sum(closed_lost) as closed_lost,
        sum(pipeline_usd) as pipeline_usd,
        sum(revenue_usd) as revenue_usd
    from {{ ref('fct_channel_daily') }}
    where {{ in_range('date') }} and {{ in_channels('channel') }}
    group by channel
),

bought as (
    select distinct channel
    from {{ ref('stg_ad_spend') }}
    where {{ in_range('date') }}
),

visitors as (
    select channel, count(distinct user_id) as users
    from {{ ref('stg_web_sessions') }}
    where {{ in_range('session_date') }}
    group by channel
),

cycles as (
    select
        channel,
        avg(1.0 * {{ dbt.datediff('created_date', 'close_date', 'day') }}) as cycle_days,
        count(*) as cycle_deals
    from {{ ref('stg_opportunities') }}
    where stage_group = 'won' and close_date is not null and {{ in_range('created_date') }}
    group by channel
),

-- spend_usd is null where there is no ad row: it is not known, and neither are its ratios.
sums as (
    select
        daily.channel,
        bought.channel is not null as has_spend,
        case when bought.channel is not null then daily.spend_usd end as spend_usd,
        cast(daily.impressions as bigint) as impressions,
        cast(daily.clicks as bigint) as clicks,
        cast(daily.sessions as bigint) as sessions,
        cast(coalesce(visitors.users, 0) as bigint) as users,
        cast(daily.pageviews as bigint) as pageviews,
        cast(daily.conversions as bigint) as conversions,
        cast(daily.opportunities as bigint) as opportunities,
        cast(daily.open_opportunities as bigint) as open_opportunities,
        cast(daily.closed_won as bigint) as closed_won,
        cast(daily.closed_lost as bigint) as closed_lost,
        daily.pipeline_usd,
        daily.revenue_usd,
        cycles.cycle_days,
        cast(coalesce(cycles.cycle_deals, 0) as bigint) as cycle_deals
    from daily
    left join bought on bought.channel = daily.channel
    left join visitors on visitors.channel = daily.channel
    left join cycles on cycles.channel = daily.channel
)

select
    channel,
    has_spend,
    coalesce(spend_usd, 0) as spend_usd,
    impressions,
    clicks,
    sessions,
    users,
    pageviews,
    conversions,
    opportunities,
    open_opportunities,
    closed_won,
    closed_lost,
    pipeline_usd,
    revenue_usd,
    cycle_days,
    cycle_deals,
    1.0 * clicks / nullif(impressions, 0) as ctr,
    spend_usd / nullif(clicks, 0) as cpc_usd,
    1000 * spend_usd / nullif(impressions, 0) as cpm_usd,
    1.0 * sessions / nullif(clicks, 0) as click_to_session_rate,
    1.0 * conversions / nullif(sessions, 0) as session_conversion_rate,
    1.0 * opportunities / nullif(conversions, 0) as conversion_to_opportunity_rate,
    1.0 * closed_won / nullif(closed_won + closed_lost, 0) as win_rate,
    1.0 * closed_won / nullif(opportunities, 0) as close_rate,
    revenue_usd / nullif(closed_won, 0) as avg_deal_usd,
    spend_usd / nullif(conversions, 0) as cost_per_conversion_usd,
    spend_usd / nullif(opportunities, 0) as cost_per_opportunity_usd,
    spend_usd / nullif(closed_won, 0) as cac_usd,
    revenue_usd / nullif(spend_usd, 0) as roas,
    (revenue_usd - spend_usd) / nullif(spend_usd, 0) as roi,
    open_opportunities * (revenue_usd / nullif(closed_won, 0)) * (1.0 * closed_won / nullif(closed_won + closed_lost, 0)) / nullif(cycle_days, 0) as pipeline_velocity_usd_per_day
from sums
