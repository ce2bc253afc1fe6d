-- One day of one campaign, channel resolved, utm values in their one spelling. Of two rows with one key the first in the files stays.
with ads as (
    select *
    from (
        select
            *,
            row_number() over (partition by date, campaign_id order by _source_row) as place
        from {{ source('gtm', 'ad_spend') }}
    ) as ranked
    where place = 1
),

names as (
    select name, channel, origin
    from {{ ref('int_channel_names') }}
),

spellings as (
    select field, name, spelling
    from {{ ref('int_utm_spellings') }}
)

select
    ads.date,
    ads.campaign_id,
    coalesce(by_source.channel, by_name.channel, 'Unknown') as channel,
    spelled_source.spelling as utm_source,
    spelled_campaign.spelling as utm_campaign,
    ads.spend_usd,
    ads.clicks,
    ads.impressions,
    ads._source_row
from ads
left join names as by_source
    on by_source.name = {{ fold('ads.utm_source') }} and by_source.origin = 'mapping'
left join names as by_name on by_name.name = {{ fold('ads.channel') }}
left join spellings as spelled_source
    on spelled_source.field = 'utm_source' and spelled_source.name = lower(ads.utm_source)
left join spellings as spelled_campaign
    on spelled_campaign.field = 'utm_campaign' and spelled_campaign.name = lower(ads.utm_campaign)
