-- One opportunity, channel and stage group resolved. Of a stage only its letters count.
with deals as (
    select
        *,
        regexp_replace(lower(stage), '[^a-z]', '', 'g') as letters
    from (
        select
            *,
            row_number() over (partition by opportunity_id order by _source_row) as place
        from {{ source('gtm', 'salesforce_opportunities') }}
    ) as ranked
    where place = 1
)

select
    deals.opportunity_id,
    deals.account_id,
    coalesce(names.channel, 'Unknown') as channel,
    deals.source,
    deals.stage,
    case
        when deals.letters in ('closedwon', 'won') then 'won'
        when deals.letters in ('closedlost', 'lost') then 'lost'
        else 'open'
    end as stage_group,
    deals.owner_region,
    deals.owner,
    deals.segment,
    deals.amount_usd,
    deals.created_date,
    deals.close_date,
    deals._source_row
from deals
left join {{ ref('int_channel_names') }} as names on names.name = {{ fold('deals.source') }}
