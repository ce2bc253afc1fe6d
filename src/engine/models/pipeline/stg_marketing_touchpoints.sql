-- One marketing touchpoint, channels as written.
select
    marketing_touchpoint_id,
    channel_name,
    contact_id,
    marketing_touchpoint_date as marketing_touchpoint_time,
    _source_row
from (
    select
        *,
        row_number() over (partition by marketing_touchpoint_id order by _source_row) as place
    from {{ source('gtm', 'marketing_touchpoints') }}
) as ranked
where place = 1
