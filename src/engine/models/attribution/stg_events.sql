-- One event, channel resolved: what the export names, else the medium, else the source through the alias table, else
-- the host of the referrer (the page's own host says nothing), else direct.
with events as (
    select
        *,
        {{ snake_case('channel') }} as named,
        {{ snake_case('utm_medium') }} as medium,
        {{ snake_case('utm_source') }} as own_name,
        {{ url_host('referrer_url') }} as referrer_host,
        {{ url_host('page_url') }} as page_host
    from {{ source('gtm', 'events') }}
),

aliases as (
    select alias, {{ snake_case('channel_group') }} as channel_group
    from {{ ref('channel_aliases') }}
),

resolved as (
    select
        events.*,
        case
            when events.named is not null then events.named
            when events.medium in ('cpc', 'ppc', 'paid', 'paidsearch') then 'paid_search'
            when events.medium = 'paidsocial' then 'paid_social'
            when events.medium = 'organic' then 'organic_search'
            when events.medium = 'none' then 'direct'
            when events.medium is not null then events.medium
            when aliases.channel_group = 'organic' then 'organic_search'
            when aliases.channel_group is not null then aliases.channel_group
            when events.own_name is not null then events.own_name
            when events.referrer_host is null or events.referrer_host = events.page_host then 'direct'
            when regexp_matches(
                events.referrer_host,
                '^((www|m|l|lm|out|search|old|[^.]{2})\.)*(google|bing|yahoo|duckduckgo|baidu|yandex|ecosia|qwant|startpage|naver|sogou|brave)\..'
            ) then 'organic_search'
            when events.referrer_host in ('t.co', 'x.com') then 'social'
            when regexp_matches(
                events.referrer_host,
                '^((www|m|l|lm|out|search|old|[^.]{2})\.)*(facebook|fb|instagram|linkedin|lnkd|twitter|reddit|pinterest|tiktok|youtube|threads|quora)\..'
            ) then 'social'
            else 'referral'
        end as resolved_channel
    from events
    left join aliases on aliases.alias = {{ fold('events.utm_source') }}
),

cleaned as (
    select
        *,
        lower(replace(replace(replace(event_type, ' ', '_'), '-', '_'), '.', '_')) as known_type
    from resolved
)

select
    _source_row as event_id,
    client_id,
    known_type as event_type,
    session_id,
    resolved_channel as channel,
    campaign_id,
    utm_source,
    utm_medium,
    page_url,
    referrer_url,
    product_id,
    product_category,
    case when known_type = 'purchase' then coalesce(revenue, 0) else revenue end as revenue,
    event_time
from cleaned
