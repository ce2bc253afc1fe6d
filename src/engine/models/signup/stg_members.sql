-- One member; of rows with one key the first in the files.
with ranked as (
    select
        *,
        row_number() over (partition by user_id order by _source_row) as place
    from {{ source('gtm', 'members') }}
)

select
    user_id as member_id,
    user_name,
    email,
    client_id,
    country,
    is_eligibility_verified,
    birthdate,
    created as created_at,
    _source_row
from ranked
where place = 1
