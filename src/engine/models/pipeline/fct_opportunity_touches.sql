-- One opportunity × touchpoint inside the lookback, in order, with its credit under each rule. A time at midnight is a
-- date without a time: where either side is one, calendar days are compared. Rows that are inside by whole days but not
-- exactly (is_in_lookback is false, touch_order from 0 down) count for closest_day alone.
{% set asked = var('lookback_days', '90') | string -%}
{% set is_usable = asked.isdigit() and asked | length <= 4 and asked | int <= 3650 -%}
{% set days = (asked | int) if is_usable else 90 -%}
{% set is_whole = var('lookback_precision', 'exact') == 'whole_days' -%}
with aged as (
    select
        opportunities.opportunity_id,
        touches.touchpoint_type,
        touches.touchpoint_id,
        touches.account_id,
        touches.channel,
        touches.contact_id,
        touches.touchpoint_time,
        opportunities.opportunity_created_time,
        touches._source_row,
        case
            when
                epoch_ms(touches.touchpoint_time) % 86400000 = 0
                or epoch_ms(opportunities.opportunity_created_time) % 86400000 = 0
                then 86400000 * date_diff(
                    'day',
                    cast(touches.touchpoint_time as date),
                    cast(opportunities.opportunity_created_time as date)
                )
            else epoch_ms(opportunities.opportunity_created_time) - epoch_ms(touches.touchpoint_time)
        end as age
    from {{ ref('stg_pipeline_opportunities') }} as opportunities
    inner join {{ ref('fct_touchpoints') }} as touches on touches.account_id = opportunities.account_id
),

placed as (
    select
        *,
        age // 86400000 as days_before_creation,
        {% if is_whole %}true{% else %}age <= cast({{ days }} as bigint) * 86400000{% endif %} as is_in_lookback
    from aged
    where age >= 0 and age // 86400000 <= {{ days }}
),

ordered as (
    select
        *,
        row_number() over in_order as place,
        count(*) over (partition by opportunity_id, is_in_lookback) as touches,
        count(*) over (partition by touchpoint_type, touchpoint_id) as opportunities_served,
        row_number() over (
            partition by opportunity_id
            order by days_before_creation, touchpoint_type, _source_row
        ) as closest,
        pow(2.0, -1.0 * age / 604800000) as decayed
    from placed
    window in_order as (
        partition by opportunity_id, is_in_lookback
        order by touchpoint_time, touchpoint_type, _source_row
    )
),

numbered as (
    select
        *,
        case when is_in_lookback then place else place - touches end as touch_order
    from numbered
)

select
    opportunity_id,
    touch_order,
    touchpoint_type,
    touchpoint_id,
    account_id,
    channel,
    contact_id,
    is_in_lookback,
    days_before_creation,
    opportunities_served,
    opportunities_served > 1 as is_shared,
    case when touch_order = 1 then 1.0 else 0.0 end as credit_first_touch,
    case when touch_order = touches then 1.0 else 0.0 end as credit_last_touch,
    case when closest = 1 then 1.0 else 0.0 end as credit_closest_day,
    case when is_in_lookback then 1.0 / touches else 0.0 end as credit_linear,
    case
        when not is_in_lookback then 0.0
        when touches <= 2 then 1.0 / touches
        when touch_order in (1, touches) then 0.4
        else 0.2 / (touches - 2)
    end as credit_position_based,
    case
        when is_in_lookback then decayed / sum(decayed) over (partition by opportunity_id, is_in_lookback)
        else 0.0
    end as credit_time_decay,
    touchpoint_time,
    opportunity_created_time,
    _source_row
from numbered
