-- One user. Of two rows with one id the first in the files stays.
with users as (
    select *
    from (
        select
            *,
            row_number() over (partition by id order by _source_row) as place
        from {{ source('gtm', 'users') }}
    ) as ranked
    where place = 1
)

select
    id as user_id,
    gender,
    country,
    traffic_source,
    age,
    created_at as created_time,
    _source_row
from users
