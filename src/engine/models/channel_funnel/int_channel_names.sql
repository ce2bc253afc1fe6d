-- One folded name of a channel: what it stands for. First match wins: the user's mapping, a channel that ad_spend
-- names, the alias table, the name itself. One spelling a channel.
with mapping as (
    select name, channel
    from (
        select
            {{ fold('name') }} as name,
            trim(channel) as channel,
            row_number() over (partition by {{ fold('name') }} order by edit desc) as place
        from ({{ channel_mapping() }}) as edits
        where {{ fold('name') }} is not null and {{ fold('channel') }} is not null
    ) as ranked
    where place = 1
),

aliases as (
    select alias, channel
    from {{ ref('channel_aliases') }}
),

-- Every spelling of every name: how often, and how much it counts for the one spelling (1 counts most).
spellings as (
    select {{ fold('channel') }} as name, channel as spelling, 1 as authority, cast(0 as bigint) as row_count
    from aliases
    group by channel

    union all

    select {{ fold('channel') }}, channel, 2, count(*)
    from {{ source('gtm', 'ad_spend') }}
    group by channel

    union all

    select {{ fold('channel') }}, channel, 3, 0
    from mapping
    group by channel

    union all

    select {{ fold('source') }}, source, 4, count(*)
    from {{ source('gtm', 'salesforce_opportunities') }}
    group by source

    union all

    select {{ fold('utm_source') }}, {{ title_case('utm_source') }}, 5, count(*)
    from {{ source('gtm', 'web_analytics') }}
    group by {{ fold('utm_source') }}, {{ title_case('utm_source') }}
),

spelled as (
    select name, spelling
    from (
        select
            name,
            spelling,
            row_number() over (partition by name order by authority, row_count desc, spelling) as place
        from spellings
        where name is not null
    ) as ranked
    where place = 1
),

ads as (
    select name, sum(row_count) as row_count
    from spellings
    where authority = 2 and name is not null
    group by name
),

-- Where ad_spend calls a channel by an alias only (Facebook for Meta), that name stands for the channel.
called as (
    select channel, name
    from (
        select
            aliases.channel,
            ads.name,
            row_number() over (
                partition by aliases.channel
                order by ads.row_count desc, spelled.spelling
            ) as place
        from aliases
        inner join ads on ads.name = aliases.alias
        inner join spelled on spelled.name = ads.name
    ) as ranked
    where place = 1
),

names as (
    select name
    from spellings
    where authority in (2, 4, 5) and name is not null

    union

    select alias
    from aliases

    union

    select name
    from mapping
),

resolved as (
    select
        names.name,
        case
            when mapping.name is not null then {{ fold('mapping.channel') }}
            when ads.name is not null then ads.name
            when aliases.alias is not null and own.name is null
                then coalesce(called.name, {{ fold('aliases.channel') }})
            when aliases.alias is not null then own.name
            else names.name
        end as channel,
        case
            when mapping.name is not null then 'mapping'
            when ads.name is not null then 'ad_spend'
            when aliases.alias is not null then 'alias'
            else 'itself'
        end as origin
    from names
    left join mapping on mapping.name = names.name
    left join ads on ads.name = names.name
    left join aliases on aliases.alias = names.name
    left join ads as own on own.name = {{ fold('aliases.channel') }}
    left join called on called.channel = aliases.channel
)

select
    resolved.name,
    coalesce(spelled.spelling, resolved.channel) as channel,
    resolved.origin
from resolved
left join spelled on spelled.name = resolved.channel
