-- The channel that ad_spend gives to a utm_source × utm_campaign, and, as campaign (any), to a utm_source alone.
with named as (
    select
        {{ fold('utm_source') }} as utm_source,
        {{ fold('utm_campaign') }} as utm_campaign,
        channel
    from {{ ref('stg_ad_spend') }}
    where {{ fold('utm_source') }} is not null
),

pairs as (
    select utm_source, utm_campaign, channel
    from named
    where utm_campaign is not null

    union all

    select utm_source, '(any)', channel
    from named
),

counted as (
    select utm_source, utm_campaign, channel, count(*) as row_count
    from pairs
    group by utm_source, utm_campaign, channel
),

ranked as (
    select
        *,
        row_number() over (
            partition by utm_source, utm_campaign
            order by row_count desc, channel
        ) as place,
        sum(row_count) over (partition by utm_source, utm_campaign) as all_rows,
        count(*) over (partition by utm_source, utm_campaign) as channel_count
    from counted
)

select
    utm_source,
    utm_campaign,
    channel,
    cast(all_rows as bigint) as row_count,
    channel_count
from ranked
where place = 1
