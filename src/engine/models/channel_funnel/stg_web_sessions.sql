-- One session, channel resolved: what ad_spend says of the utm pair, else of the source, else what the name stands for.
with sessions as (
    select *
    from (
        select
            *,
            row_number() over (partition by session_id order by _source_row) as place
        from {{ source('gtm', 'web_analytics') }}
    ) as ranked
    where place = 1
),

evidence as (
    select utm_source, utm_campaign, channel
    from {{ ref('int_channel_evidence') }}
),

names as (
    select name, channel
    from {{ ref('int_channel_names') }}
),

spellings as (
    select field, name, spelling
    from {{ ref('int_utm_spellings') }}
)

select
    sessions.session_id,
    sessions.user_id,
    coalesce(by_pair.channel, by_source.channel, by_name.channel, 'Direct') as channel,
    sessions.landing_page,
    spelled_source.spelling as utm_source,
    spelled_campaign.spelling as utm_campaign,
    sessions.pageviews,
    sessions.conversions,
    sessions.sessions,
    sessions.session_date,
    sessions._source_row
from sessions
left join evidence as by_pair
    on
        by_pair.utm_source = {{ fold('sessions.utm_source') }}
        and by_pair.utm_campaign = {{ fold('sessions.utm_campaign') }}
left join evidence as by_source
    on
        by_source.utm_source = {{ fold('sessions.utm_source') }}
        and by_source.utm_campaign = '(any)'
left join names as by_name on by_name.name = {{ fold('sessions.utm_source') }}
left join spellings as spelled_source
    on spelled_source.field = 'utm_source' and spelled_source.name = lower(sessions.utm_source)
left join spellings as spelled_campaign
    on spelled_campaign.field = 'utm_campaign' and spelled_campaign.name = lower(sessions.utm_campaign)
