-- One step name and its place in the chain: the steps that var `steps` names and the data has; else those of the member
-- intake that the data has, where at least two do; else all names by the place at which visitors meet them.
with asked as (
    select
        trim(unnest(string_split('{{ var("steps", "") | replace("'", "''") }}', ','))) as step_name,
        generate_subscripts(string_split('{{ var("steps", "") | replace("'", "''") }}', ','), 1) as place
),

chosen as (
    select names.step_name, min(asked.place) as place
    from asked
    inner join {{ ref('int_step_names') }} as names on names.step_name = asked.step_name
    group by names.step_name
),

intake as (
    select names.step_name, intake.place
    from (
        values
        ('INPUT_FULL_NAME', 1),
        ('VERIFY_ELIGIBILITY', 2),
        ('CREATE_ACCOUNT', 3),
        ('CREATE_PROJECT', 4),
        ('CONFIRM_COUNTRY', 5),
        ('CAREGIVING_GOAL', 6)
    ) as intake (step_name, place)
    inner join {{ ref('int_step_names') }} as names on names.step_name = intake.step_name
),

by_position as (
    select
        step_name,
        row_number() over (order by median_position, visitor_count desc, step_name) as place
    from {{ ref('int_step_names') }}
),

chain as (
    select step_name, place
    from chosen

    union all

    select step_name, place
    from intake
    where not exists (select 1 from chosen) and (select count(*) from intake) >= 2

    union all

    select step_name, place
    from by_position
    where not exists (select 1 from chosen) and (select count(*) from intake) < 2
),

ordered as (
    select step_name, row_number() over (order by place) as step_order
    from chain
)

select
    names.step_name,
    ordered.step_order
from {{ ref('int_step_names') }} as names
left join ordered on ordered.step_name = names.step_name
