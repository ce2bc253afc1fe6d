-- One opportunity with its pipeline amount, segment as written.
select
    opportunity_id,
    account_id,
    sales_segment,
    pipeline_amount as pipeline_amount_usd,
    opportunity_created_date as opportunity_created_time,
    _source_row
from (
    select
        *,
        row_number() over (partition by opportunity_id order by _source_row) as place
    from {{ source('gtm', 'pipeline_opportunities') }}
) as ranked
where place = 1
