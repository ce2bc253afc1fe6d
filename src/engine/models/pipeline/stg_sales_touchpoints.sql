-- One sales touchpoint, channels as written.
select
    sales_touchpoint_id,
    channel_name,
    contact_id,
    sales_touchpoint_date as sales_touchpoint_time,
    _source_row
from (
    select
        *,
        row_number() over (partition by sales_touchpoint_id order by _source_row) as place
    from {{ source('gtm', 'sales_touchpoints') }}
) as ranked
where place = 1
