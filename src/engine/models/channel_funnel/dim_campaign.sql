-- One utm_source × utm_campaign that ads or sessions carry; null is (none).
with ads as (
    select
        coalesce(utm_source, '(none)') as utm_source,
        coalesce(utm_campaign, '(none)') as utm_campaign,
        campaign_id,
        channel,
        date as day
    from {{ ref('stg_ad_spend') }}
),

sessions as (
    select
        coalesce(utm_source, '(none)') as utm_source,
        coalesce(utm_campaign, '(none)') as utm_campaign,
        channel,
        session_date as day
    from {{ ref('stg_web_sessions') }}
),

spans as (
    select
        utm_source,
        utm_campaign,
        min(day) as first_date,
        max(day) as last_date
    from (
        select utm_source, utm_campaign, day
        from ads

        union all

        select utm_source, utm_campaign, day
        from sessions
    ) as facts
    group by utm_source, utm_campaign
),

campaign_ids as (
    select
        utm_source,
        utm_campaign,
        campaign_id,
        row_number() over (
            partition by utm_source, utm_campaign
            order by count(*) desc, campaign_id
        ) as place
    from ads
    group by utm_source, utm_campaign, campaign_id
),

ad_channels as (
    select
        utm_source,
        utm_campaign,
        channel,
        row_number() over (
            partition by utm_source, utm_campaign
            order by count(*) desc, channel
        ) as place
    from ads
    group by utm_source, utm_campaign, channel
),

-- A pair has one channel in stg_web_sessions.
session_channels as (
    select utm_source, utm_campaign, min(channel) as channel
    from sessions
    group by utm_source, utm_campaign
)

select
    spans.utm_source,
    spans.utm_campaign,
    campaign_ids.campaign_id,
    coalesce(session_channels.channel, ad_channels.channel) as channel,
    spans.first_date,
    spans.last_date
from spans
left join campaign_ids
    on
        campaign_ids.utm_source = spans.utm_source
        and campaign_ids.utm_campaign = spans.utm_campaign
        and campaign_ids.place = 1
left join ad_channels
    on
        ad_channels.utm_source = spans.utm_source
        and ad_channels.utm_campaign = spans.utm_campaign
        and ad_channels.place = 1
left join session_channels
    on
        session_channels.utm_source = spans.utm_source
        and session_channels.utm_campaign = spans.utm_campaign
