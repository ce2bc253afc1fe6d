-- One project; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by project_id order by _source_row) as place
    from {{ source('gtm', 'projects') }}
)

select
    project_id,
    member_id,
    project_type,
    created_at,
    completed_at,
    _source_row
from ranked
where place = 1
