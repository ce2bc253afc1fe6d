-- One day × channel that any source has rows of. Each fact counts on its own day. Additive measures only.
with ads as (
    select
        date,
        channel,
        sum(spend_usd) as spend_usd,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('stg_ad_spend') }}
    group by date, channel
),

sessions as (
    select
        session_date as date,
        channel,
        sum(coalesce(sessions, 1)) as sessions,
        sum(pageviews) as pageviews,
        sum(conversions) as conversions
    from {{ ref('stg_web_sessions') }}
    group by session_date, channel
),

opportunities as (
    select
        created_date as date,
        channel,
        count(*) as opportunities,
        sum(case when stage_group = 'open' then 1 else 0 end) as open_opportunities,
        sum(case when stage_group = 'won' then 1 else 0 end) as closed_won,
        sum(case when stage_group = 'lost' then 1 else 0 end) as closed_lost,
        sum(case when stage_group = 'open' then amount_usd end) as pipeline_usd,
        sum(case when stage_group = 'won' then amount_usd end) as revenue_usd
    from {{ ref('stg_opportunities') }}
    group by created_date, channel
),

keys as (
    select date, channel
    from ads

    union

    select date, channel
    from sessions

    union

    select date, channel
    from opportunities
)

select
    keys.date,
    keys.channel,
    coalesce(ads.spend_usd, 0) as spend_usd,
    cast(coalesce(ads.impressions, 0) as bigint) as impressions,
    cast(coalesce(ads.clicks, 0) as bigint) as clicks,
    cast(coalesce(sessions.sessions, 0) as bigint) as sessions,
    cast(coalesce(sessions.pageviews, 0) as bigint) as pageviews,
    cast(coalesce(sessions.conversions, 0) as bigint) as conversions,
    cast(coalesce(opportunities.opportunities, 0) as bigint) as opportunities,
    cast(coalesce(opportunities.open_opportunities, 0) as bigint) as open_opportunities,
    cast(coalesce(opportunities.closed_won, 0) as bigint) as closed_won,
    cast(coalesce(opportunities.closed_lost, 0) as bigint) as closed_lost,
    coalesce(opportunities.pipeline_usd, 0) as pipeline_usd,
    coalesce(opportunities.revenue_usd, 0) as revenue_usd
from keys
left join ads on ads.date = keys.date and ads.channel = keys.channel
left join sessions on sessions.date = keys.date and sessions.channel = keys.channel
left join opportunities on opportunities.date = keys.date and opportunities.channel = keys.channel
