-- One user, and the member `unknown`. The key is what dbt_utils.generate_surrogate_key makes of user_id.
with users as (
    select user_id, gender, country, traffic_source, age, created_time
    from {{ ref('stg_users') }}

    union all

    select 'unknown', null, null, null, null, null
    where not exists (select 1 from {{ ref('stg_users') }} where user_id = 'unknown')
)

select
    md5(user_id) as user_key,
    user_id,
    gender,
    country,
    traffic_source,
    age,
    created_time
from users
