-- One day, from the first to the last that any fact has, without gaps. Weeks are those of ISO 8601.
with recursive ends as (
    select min(day) as first_day, max(day) as last_day
    from (
        select date as day
        from {{ ref('stg_ad_spend') }}

        union all

        select session_date
        from {{ ref('stg_web_sessions') }}

        union all

        select created_date
        from {{ ref('stg_opportunities') }}

        union all

        select created_date
        from {{ ref('stg_web_events') }}

        union all

        select created_date
        from {{ ref('stg_order_items') }}
    ) as facts
),

days as (
    select first_day as day, last_day
    from ends
    where first_day is not null

    union all

    select cast(day + interval '1' day as date), last_day
    from days
    where day < last_day
),

parts as (
    select
        day as date,
        cast(extract(isoyear from day) as bigint) as iso_year,
        cast(extract(week from day) as bigint) as week,
        cast(extract(month from day) as bigint) as month_number,
        cast(extract(quarter from day) as bigint) as quarter_number,
        cast(extract(year from day) as bigint) as year,
        cast(extract(isodow from day) as bigint) as day_of_week
    from days
)

select
    date,
    md5(cast(date as varchar)) as date_key,
    lpad(cast(iso_year as varchar), 4, '0') || '-W' || lpad(cast(week as varchar), 2, '0') as iso_week,
    lpad(cast(year as varchar), 4, '0') || '-' || lpad(cast(month_number as varchar), 2, '0') as month,
    lpad(cast(year as varchar), 4, '0') || '-Q' || cast(quarter_number as varchar) as quarter,
    year,
    day_of_week,
    day_of_week > 5 as is_weekend
from parts
