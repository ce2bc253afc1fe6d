-- One employer; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by id order by _source_row) as place
    from {{ source('gtm', 'employers') }}
)

select
    id as client_id,
    name as client_name,
    client_size,
    client_industry,
    verification_type as eligibility_verification_method,
    is_archived,
    created as created_at,
    archived as archived_at,
    modified as modified_at,
    _source_row
from ranked
where place = 1
