-- One line of the sales system's report, numbered within its order. Nothing is left out: a line that stands twice was
-- counted twice.
select
    _source_row,
    order_id,
    status,
    row_number() over (partition by order_id order by _source_row) as part,
    revenue_usd,
    cast(booked_at as date) as booked_date,
    booked_at as booked_time
from {{ source('gtm', 'source_revenue') }}
