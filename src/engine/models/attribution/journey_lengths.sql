-- One journey length in whole days; purchases without a touch have none.
select
    journey_length_days,
    count(*) as purchases,
    count(distinct client_id) as client_count,
    avg(total_revenue) as avg_revenue
from {{ ref('client_journeys') }}
where journey_length_days is not null
group by journey_length_days
