-- One type: durations of the projects created in the range; open ones are counted apart.
with newest as (
    select max(moment) as moment
    from (
        select greatest(created_at, coalesce(completed_at, created_at)) as moment
        from {{ ref('stg_projects') }}

        union all

        select changed_at
        from {{ ref('stg_project_history') }}
    ) as moments
),

projects as (
    select
        coalesce(projects.project_type, '(none)') as project_type,
        case when projects.completed_at >= projects.created_at then (epoch_ms(projects.completed_at) - epoch_ms(projects.created_at)) / 3600000.0 end as hours,
        case when projects.completed_at is null then (epoch_ms(newest.moment) - epoch_ms(projects.created_at)) / 3600000.0 end as open_hours,
        projects.completed_at < projects.created_at as is_unusable
    from {{ ref('stg_projects') }} as projects
    cross join newest
    where {{ in_range('cast(projects.created_at as date)') }}
)

select
    project_type,
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
from projects
group by project_type
