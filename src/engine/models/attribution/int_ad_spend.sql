-- One day of one campaign, with the channel that stg_events has for it: that of most events of the campaign, else the
-- kind of the ad channel.
with campaigns as (
    select campaign_id, channel
    from (
        select
            campaign_id,
            channel,
            row_number() over (partition by campaign_id order by count(*) desc, channel) as place
        from {{ ref('stg_events') }}
        where campaign_id is not null and channel <> 'direct'
        group by campaign_id, channel
    ) as ranked
    where place = 1
),

known as (
    select
        count(*) filter (where channel = 'paid_social') as paid_social,
        count(*) filter (where channel = 'social') as social
    from {{ ref('stg_events') }}
),

kinds as (
    select
        ads.date,
        ads.campaign_id,
        ads.spend_usd,
        campaigns.channel as campaign_channel,
        case
            when {{ snake_case('aliases.channel_group') }} = 'organic' then 'organic_search'
            else coalesce({{ snake_case('aliases.channel_group') }}, {{ snake_case('ads.channel') }}, ads.channel)
        end as kind
    from {{ ref('stg_ad_spend') }} as ads
    left join campaigns on campaigns.campaign_id = ads.campaign_id
    left join {{ ref('channel_aliases') }} as aliases on aliases.alias = {{ fold('ads.channel') }}
)

select
    kinds.date,
    kinds.campaign_id,
    coalesce(
        kinds.campaign_channel,
        case
            when kinds.kind = 'paid_social' and known.paid_social = 0 and known.social > 0 then 'social'
            else kinds.kind
        end
    ) as channel,
    case when kinds.campaign_channel is not null then 'campaign' else 'ad_channel' end as evidence,
    kinds.spend_usd
from kinds
cross join known
