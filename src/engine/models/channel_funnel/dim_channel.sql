-- One channel that any source has.
with bought as (
    select distinct channel
    from {{ ref('stg_ad_spend') }}
),

channels as (
    select channel
    from bought

    union

    select channel
    from {{ ref('stg_web_sessions') }}

    union

    select channel
    from {{ ref('stg_opportunities') }}
),

known as (
    select distinct channel, channel_group, is_paid
    from {{ ref('channel_aliases') }}
)

select
    channels.channel,
    coalesce(
        known.channel_group,
        case when bought.channel is not null then 'Paid other' else 'Other' end
    ) as channel_group,
    (coalesce(known.is_paid, false) or bought.channel is not null) as is_paid
from channels
left join known on known.channel = channels.channel
left join bought on bought.channel = channels.channel
