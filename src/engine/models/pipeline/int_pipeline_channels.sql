-- One name in lower case with the spelling that stands for all: most rows, then the first by the alphabet.
with spellings as (
    select channel_name as spelling, count(*) as spelled
    from (
        select channel_name from {{ ref('stg_marketing_touchpoints') }}
        union all
        select channel_name from {{ ref('stg_sales_touchpoints') }}
        union all
        select channel as channel_name from {{ ref('stg_channel_costs') }}
    ) as every_name
    where channel_name is not null
    group by channel_name
),

ranked as (
    select
        lower(spelling) as name,
        spelling as channel,
        row_number() over (partition by lower(spelling) order by spelled desc, spelling) as place
    from spellings
)

select
    name,
    channel
from ranked
where place = 1
