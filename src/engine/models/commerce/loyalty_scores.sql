-- One user: what the transactions come to; where none are given, the orders of the range stand for them.
with bought as (
    select
        *,
        row_number() over (partition by order_id order by created_time, _source_row) as place
    from {{ ref('stg_order_items') }}
    where not is_returned and not is_cancelled
),

orders as (
    select
        firsts.user_id,
        firsts.created_date,
        sums.amount_usd,
        row_number() over (
            partition by firsts.user_id
            order by firsts.created_time, firsts._source_row
        ) > 1 as is_repeat_purchase
    from bought as firsts
    inner join (
        select order_id, sum(sale_price_usd) as amount_usd
        from bought
        group by order_id
    ) as sums on sums.order_id = firsts.order_id
    where firsts.place = 1 and firsts.user_id is not null
),

transactions as (
    select user_id, transaction_amount_usd as amount_usd, is_repeat_purchase
    from {{ ref('stg_transactions') }}

    union all

    select user_id, amount_usd, is_repeat_purchase
    from orders
    where
        {{ in_range('created_date') }}
        and not exists (select 1 from {{ ref('stg_transactions') }})
),

sums as (
    select
        user_id,
        count(*) as transactions,
        cast(sum(case when is_repeat_purchase then 1 else 0 end) as bigint) as repeat_purchases,
        sum(amount_usd) as total_amount_usd
    from transactions
    group by user_id
)

select
    user_id,
    transactions,
    total_amount_usd,
    repeat_purchases,
    total_amount_usd + 10 * repeat_purchases as loyalty_score
from sums
