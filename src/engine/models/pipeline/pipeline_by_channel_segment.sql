-- One channel × sales segment with an opportunity of the range that the channel sourced or touched.
with credits as (
    select *
    from {{ ref('int_pipeline_credits') }}
    where {{ in_range('cast(opportunity_created_time as date)') }}
),

sums as (
    select
        channel,
        sales_segment,
        sum(credit) as opportunities,
        sum(credited_pipeline_usd) as pipeline_amount_usd,
        sum(credited_days) as credited_days,
        sum(case when credited_days is not null then credit end) as sourced,
        sum(credit * opportunity_touches) as touches,
        count(*) filter (where touches > 0) as influenced_opportunities,
        coalesce(sum(pipeline_amount_usd) filter (where touches > 0), 0) as influenced_pipeline_usd
    from credits
    group by channel, sales_segment
),

shares as (
    select
        *,
        sum(pipeline_amount_usd) over () as total_usd
    from sums
)

select
    channel,
    sales_segment,
    opportunities,
    pipeline_amount_usd,
    pipeline_amount_usd / nullif(total_usd, 0) as share,
    pipeline_amount_usd / nullif(opportunities, 0) as avg_amount_usd,
    credited_days / nullif(sourced, 0) as avg_days_to_opportunity,
    touches / nullif(opportunities, 0) as touches_per_opportunity,
    influenced_opportunities,
    influenced_pipeline_usd
from shares
where {{ in_channels('channel') }}
