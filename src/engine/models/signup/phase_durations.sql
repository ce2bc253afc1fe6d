-- One task_type × phase of tasks created in the range. Visits of a task add up; a task still in the phase is open.
with newest as (
    select max(moment) as moment
    from (
        select greatest(created_at, coalesce(completed_at, created_at)) as moment
        from {{ ref('stg_tasks') }}

        union all

        select entered_at
        from {{ ref('stg_task_history') }}
    ) as moments
),

stays as (
    select
        coalesce(history.task_type, '(none)') as task_type,
        history.phase,
        history.task_id,
        count(*) as visits,
        bool_or(history.is_open) as is_open,
        coalesce(sum(history.hours), 0) as closed_hours,
        sum(coalesce(history.hours, (epoch_ms(newest.moment) - epoch_ms(history.entered_at)) / 3600000.0)) as all_hours
    from {{ ref('full_task_history') }} as history
    cross join newest
    where {{ in_range('cast(history.created_at as date)') }}
    group by coalesce(history.task_type, '(none)'), history.phase, history.task_id
)

select
    task_type,
    phase,
    count(case when not is_open then 1 end) as completed,
    count(case when is_open then 1 end) as open,
    avg(case when not is_open then all_hours end) as mean_hours,
    quantile_cont(case when not is_open then all_hours end, 0.1) as p10_hours,
    quantile_cont(case when not is_open then all_hours end, 0.25) as p25_hours,
    quantile_cont(case when not is_open then all_hours end, 0.5) as median_hours,
    quantile_cont(case when not is_open then all_hours end, 0.75) as p75_hours,
    quantile_cont(case when not is_open then all_hours end, 0.9) as p90_hours,
    quantile_cont(case when is_open then all_hours end, 0.5) as median_open_hours,
    sum(closed_hours) as total_hours,
    cast(sum(visits - 1) as bigint) as revisits
from stays
group by task_type, phase
