-- One task; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by task_id order by _source_row) as place
    from {{ source('gtm', 'tasks') }}
)

select
    task_id,
    project_id,
    task_type,
    created_at,
    completed_at,
    _source_row
from ranked
where place = 1
