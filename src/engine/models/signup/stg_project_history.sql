-- One change of a project's status; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by project_id, status, changed_at order by _source_row) as place
    from {{ source('gtm', 'project_history') }}
)

select
    project_id,
    status,
    changed_at,
    _source_row
from ranked
where place = 1
