-- One interval: to the next entry, else to the completion (an entry after it lasts no time), else open.
with entries as (
    select
        history.task_id,
        history.phase,
        history.entered_at as entered_at,
        tasks.task_type,
        tasks.created_at,
        tasks.completed_at,
        row_number() over visits as visit,
        lead(history.entered_at) over visits as next_at
    from {{ ref('stg_task_history') }} as history
    left join {{ ref('stg_tasks') }} as tasks on tasks.task_id = history.task_id
    window visits as (partition by history.task_id order by history.entered_at, history._source_row)
),

intervals as (
    select
        *,
        coalesce(next_at, case when completed_at is not null then greatest(completed_at, entered_at) end) as left_at
    from entries
)

select
    task_id,
    visit,
    task_type,
    phase,
    (epoch_ms(left_at) - epoch_ms(entered_at)) / 3600000.0 as hours,
    left_at is null as is_open,
    created_at,
    entered_at,
    left_at
from intervals
