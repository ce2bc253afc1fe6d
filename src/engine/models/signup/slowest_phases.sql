-- One task_type × phase with a completed interval, by its share of the time of all completed intervals.
with phases as (
    select *
    from {{ ref('phase_durations') }}
),

shares as (
    select
        *,
        total_hours / nullif(sum(total_hours) over (), 0) as share_of_time,
        total_hours / nullif(sum(total_hours) over (partition by task_type), 0) as share_of_type
    from phases
)

select
    task_type,
    phase,
    row_number() over (order by total_hours desc, task_type, phase) as rank,
    total_hours,
    share_of_time,
    share_of_type,
    completed,
    open,
    median_hours,
    p90_hours
from shares
where total_hours > 0 or completed > 0 or revisits > 0
