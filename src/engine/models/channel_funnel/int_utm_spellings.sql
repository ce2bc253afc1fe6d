-- One utm_source or utm_campaign in lower case: the spelling of most rows stands for it, then the first in the alphabet.
with written as (
    select 'utm_source' as field, utm_source as spelling
    from {{ source('gtm', 'ad_spend') }}

    union all

    select 'utm_source', utm_source
    from {{ source('gtm', 'web_analytics') }}

    union all

    select 'utm_campaign', utm_campaign
    from {{ source('gtm', 'ad_spend') }}

    union all

    select 'utm_campaign', utm_campaign
    from {{ source('gtm', 'web_analytics') }}
),

counted as (
    select field, lower(spelling) as name, spelling, count(*) as row_count
    from written
    where spelling is not null
    group by field, lower(spelling), spelling
),

ranked as (
    select
        *,
        row_number() over (partition by field, name order by row_count desc, spelling) as place,
        sum(row_count) over (partition by field, name) as all_rows,
        count(*) over (partition by field, name) as spelling_count
    from counted
)

select
    field,
    name,
    spelling,
    cast(all_rows as bigint) as row_count,
    spelling_count
from ranked
where place = 1
