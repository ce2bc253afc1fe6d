-- One utm_source × utm_campaign with an ad or a session in the range; null is (none). No revenue: nothing in the data
-- ties an opportunity to a campaign.
with ads as (
    select
        coalesce(utm_source, '(none)') as utm_source,
        coalesce(utm_campaign, '(none)') as utm_campaign,
        sum(spend_usd) as spend_usd,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from {{ ref('stg_ad_spend') }}
    where {{ in_range('date') }}
    group by coalesce(utm_source, '(none)'), coalesce(utm_campaign, '(none)')
),

sessions as (
    select
        coalesce(utm_source, '(none)') as utm_source,
        coalesce(utm_campaign, '(none)') as utm_campaign,
        sum(coalesce(sessions, 1)) as sessions,
        count(distinct user_id) as users,
        sum(conversions) as conversions
    from {{ ref('stg_web_sessions') }}
    where {{ in_range('session_date') }}
    group by coalesce(utm_source, '(none)'), coalesce(utm_campaign, '(none)')
),

-- spend_usd stays null where there is no ad row: it is not known, and neither are its ratios.
sums as (
    select
        campaigns.utm_source,
        campaigns.utm_campaign,
        campaigns.channel,
        ads.spend_usd,
        cast(coalesce(ads.impressions, 0) as bigint) as impressions,
        cast(coalesce(ads.clicks, 0) as bigint) as clicks,
        cast(coalesce(sessions.sessions, 0) as bigint) as sessions,
        cast(coalesce(sessions.users, 0) as bigint) as users,
        cast(coalesce(sessions.conversions, 0) as bigint) as conversions
    from {{ ref('dim_campaign') }} as campaigns
    left join ads
        on ads.utm_source = campaigns.utm_source and ads.utm_campaign = campaigns.utm_campaign
    left join sessions
        on
            sessions.utm_source = campaigns.utm_source
            and sessions.utm_campaign = campaigns.utm_campaign
    where
        (ads.utm_source is not null or sessions.utm_source is not null)
        and {{ in_channels('campaigns.channel') }}
)

select
    utm_source,
    utm_campaign,
    channel,
    coalesce(spend_usd, 0) as spend_usd,
    impressions,
    clicks,
    sessions,
    users,
    conversions,
    1.0 * clicks / nullif(impressions, 0) as ctr,
    spend_usd / nullif(clicks, 0) as cpc_usd,
    spend_usd / nullif(conversions, 0) as cost_per_conversion_usd,
    1.0 * conversions / nullif(sessions, 0) as session_conversion_rate
from sums
