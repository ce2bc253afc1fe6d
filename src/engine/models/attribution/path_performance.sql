-- One path over all touches; purchases without a touch are together.
select
    coalesce(path, '(none)') as path,
    count(*) as journeys,
    sum(total_revenue) as revenue,
    avg(journey_length_days) as avg_days
from {{ ref('client_journeys') }}
group by coalesce(path, '(none)')
