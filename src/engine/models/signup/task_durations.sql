-- One type: durations of the tasks created in the range; open ones are counted apart.
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

tasks as (
    select
        coalesce(tasks.task_type, '(none)') as task_type,
        case when tasks.completed_at >= tasks.created_at then (epoch_ms(tasks.completed_at) - epoch_ms(tasks.created_at)) / 3600000.0 end as hours,
        case when tasks.completed_at is null then (epoch_ms(newest.moment) - epoch_ms(tasks.created_at)) / 3600000.0 end as open_hours,
        tasks.completed_at < tasks.created_at as is_unusable
    from {{ ref('stg_tasks') }} as tasks
    cross join newest
    where {{ in_range('cast(tasks.created_at as date)') }}
)

select
    task_type,
    count(hours) as completed,
    count(open_hours) as open,
    count(case when is_unusable then 1 end) as unusable,
    avg(hours) as mean_hours,
    quantile_cont(hours, 0.1) as p10_hours,
    quantile_cont(hours, 0.25) as p25_hours,
    quantile_cont(hours, 0.5) as median_hours,
    quantile_cont(hours, 0.75) as p75_hours,
    quantile_cont(hours, 0.9) as p90_hours,
    quantile_cont(open_hours, 0.5) as median_open_hours
from tasks
group by task_type
