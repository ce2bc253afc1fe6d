-- One contact with its account.
select
    contact_id,
    account_id,
    _source_row
from (
    select
        *,
        row_number() over (partition by contact_id order by _source_row) as place
    from {{ source('gtm', 'contacts') }}
) as ranked
where place = 1
