-- One opportunity, with its stage group as flags.
select
    opportunity_id,
    account_id,
    channel,
    stage,
    stage_group,
    owner_region,
    amount_usd,
    stage_group = 'won' as is_won,
    stage_group = 'lost' as is_lost,
    stage_group = 'open' as is_open,
    created_date
from {{ ref('stg_opportunities') }}
