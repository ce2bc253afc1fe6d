-- One client. Of two rows with one id the first in the files stays.
with clients as (
    select *
    from (
        select
            *,
            row_number() over (partition by client_id order by _source_row) as place
        from {{ source('gtm', 'clients') }}
    ) as ranked
    where place = 1
)

select
    client_id,
    cohort,
    customer_segment,
    registration_date,
    _source_row
from clients
