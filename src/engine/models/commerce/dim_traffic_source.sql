-- One source of traffic that a session or a user names, and the member `unknown`.
with sources as (
    select traffic_source
    from {{ ref('stg_web_events') }}
    where traffic_source is not null

    union

    select traffic_source
    from {{ ref('stg_users') }}
    where traffic_source is not null

    union

    select 'unknown'
)

select
    md5(traffic_source) as traffic_source_key,
    traffic_source
from sources
