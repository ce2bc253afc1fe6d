-- One entry of a task into a phase; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by task_id, phase, entered_at order by _source_row) as place
    from {{ source('gtm', 'task_history') }}
)

select
    task_id,
    phase,
    entered_at,
    _source_row
from ranked
where place = 1
