-- One channel with a touch in the range: touches by their own day, opportunities by the day of creation.
with touched as (
    select
        channel,
        count(*) as touches,
        count(distinct contact_id) as contacts,
        count(distinct account_id) as accounts,
        count(*) filter (where account_id is null) as unmatched_touches
    from {{ ref('fct_touchpoints') }}
    where {{ in_range('cast(touchpoint_time as date)') }}
    group by channel
),

reached as (
    select
        touches.channel,
        touches.opportunity_id,
        count(*) as touches,
        max(touches.days_before_creation) as first_days
    from {{ ref('fct_opportunity_touches') }} as touches
    inner join {{ ref('stg_pipeline_opportunities') }} as opportunities
        on opportunities.opportunity_id = touches.opportunity_id
    where touches.is_in_lookback and {{ in_range('cast(opportunities.opportunity_created_time as date)') }}
    group by touches.channel, touches.opportunity_id
),

reach as (
    select
        channel,
        avg(touches) as touches_per_opportunity,
        median(first_days) as median_days
    from reached
    group by channel
)

select
    touched.channel,
    touched.touches,
    touched.contacts,
    touched.accounts,
    touched.unmatched_touches,
    reach.touches_per_opportunity,
    reach.median_days as median_days_first_touch_to_opportunity
from touched
left join reach on reach.channel = touched.channel
where {{ in_channels('touched.channel') }}
