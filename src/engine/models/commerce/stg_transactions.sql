-- One transaction; the export has no id, so its row is the key.
select
    _source_row,
    user_id,
    transaction_amount as transaction_amount_usd,
    is_repeat_purchase
from {{ source('gtm', 'transactions') }}
