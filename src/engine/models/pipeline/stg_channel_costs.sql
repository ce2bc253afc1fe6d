-- One channel in one period: a day (2025-07-01), a month (2025-07), a quarter (2025-Q3) or a year (2025).
with costs as (
    select
        *,
        case
            when regexp_full_match(period, '[0-9]{4}-[0-9]{2}-[0-9]{2}') then try_cast(period as date)
            when regexp_full_match(period, '[0-9]{4}-[0-9]{2}') then try_cast(period || '-01' as date)
            when regexp_full_match(period, '[0-9]{4}-[Qq][1-4]')
                then make_date(cast(period[1:4] as integer), cast(period[7:7] as integer) * 3 - 2, 1)
            when regexp_full_match(period, '[0-9]{4}') then make_date(cast(period as integer), 1, 1)
        end as period_start,
        case length(period) when 10 then 0 when 4 then 12 else case when period ilike '%q%' then 3 else 1 end end as months
    from (
        select
            *,
            row_number() over (partition by channel, period order by _source_row) as place
        from {{ source('gtm', 'channel_costs') }}
    ) as ranked
    where place = 1
),

spans as (
    select
        *,
        case
            when months = 0 then period_start
            else cast(period_start + to_months(months) - interval 1 day as date)
        end as period_end
    from costs
)

select
    channel,
    coalesce(period, '(none)') as period,
    cost_usd,
    date_diff('day', period_start, period_end) + 1 as period_days,
    period_start,
    period_end,
    _source_row
from spans
