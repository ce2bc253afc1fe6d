-- One interval: to the next entry, else to the completion (an entry after it lasts no time), else open.
with entries as (
    select
        history.project_id,
        history.status,
        history.changed_at as entered_at,
        projects.project_type,
        projects.created_at,
        projects.completed_at,
        row_number() over visits as visit,
        lead(history.changed_at) over visits as next_at
    from {{ ref('stg_project_history') }} as history
    left join {{ ref('stg_projects') }} as projects on projects.project_id = history.project_id
    window visits as (partition by history.project_id order by history.changed_at, history._source_row)
),

intervals as (
    select
        *,
        coalesce(next_at, case when completed_at is not null then greatest(completed_at, entered_at) end) as left_at
    from entries
)

select
    project_id,
    visit,
    project_type,
    status,
    (epoch_ms(left_at) - epoch_ms(entered_at)) / 3600000.0 as hours,
    left_at is null as is_open,
    created_at,
    entered_at,
    left_at
from intervals
