// The same question as Tributary's attribution page, as far as one query asks it: first and last touch revenue by channel.
//
// The rules are those of spec 20: page views of the same client in the lookback before each purchase, to the second;
// direct ones count only where there is no other; a purchase without any goes to direct.
// In DuckDB's favour: columns have declared types, no row is checked and no exact duplicate looked for; the channel is
// resolved from what these files contain (no alias table, no list of search engines); two rules of credit are
// computed instead of eight, Markov chains, intervals and the lookback's sensitivity.

const LOAD = `
  create table events as
  select *, row_number() over () as place,
    coalesce(
      nullif(channel, ''),
      case utm_medium when 'cpc' then 'paid_search' when 'organic' then 'organic_search' else nullif(utm_medium, '') end,
      case when nullif(referrer_url, '') is not null then 'referral' end,
      'direct'
    ) as resolved
  from read_csv('events.csv', header = true, columns = {
    client_id: 'VARCHAR', event_type: 'VARCHAR', event_time: 'TIMESTAMP', session_id: 'VARCHAR', channel: 'VARCHAR',
    campaign_id: 'VARCHAR', utm_source: 'VARCHAR', utm_medium: 'VARCHAR', page_url: 'VARCHAR', referrer_url: 'VARCHAR',
    revenue: 'DOUBLE', product_id: 'VARCHAR', product_category: 'VARCHAR'})`;

const credits = (days) => `
  with purchases as (select place, client_id, event_time, coalesce(revenue, 0) as revenue
                     from events where event_type = 'purchase'),
  views as (select place, client_id, event_time, resolved from events where event_type = 'page_view'),
  touched as (
    select p.place,
      arg_min(v.resolved, (v.event_time, v.place)) filter (v.resolved <> 'direct') as first_touch,
      arg_max(v.resolved, (v.event_time, v.place)) filter (v.resolved <> 'direct') as last_touch
    from purchases p join views v
      on v.client_id = p.client_id and v.event_time between p.event_time - interval ${days} day and p.event_time
    group by p.place),
  credited as (
    select p.revenue, coalesce(t.first_touch, 'direct') as first_touch, coalesce(t.last_touch, 'direct') as last_touch
    from purchases p left join touched t using (place)),
  first_touch as (select first_touch as channel, count(*) as purchases, sum(revenue) as revenue from credited group by 1),
  last_touch as (select last_touch as channel, count(*) as purchases, sum(revenue) as revenue from credited group by 1)
  select channel, coalesce(f.purchases, 0) as first_purchases, coalesce(f.revenue, 0) as first_revenue,
    coalesce(l.purchases, 0) as last_purchases, coalesce(l.revenue, 0) as last_revenue
  from first_touch f full join last_touch l using (channel) order by channel`;

/** Makes the table. */
export async function load(connection) {
  await connection.query(LOAD);
}

/** Revenue and purchases of each channel, under a lookback of so many days. */
export async function answer(connection, days = 30) {
  const rows = (await connection.query(credits(days))).toArray();
  const channels = rows.map((row) => ({
    channel: row.channel,
    first: [Number(row.first_purchases), row.first_revenue],
    last: [Number(row.last_purchases), row.last_revenue],
  }));
  return { shown: rows.map((row) => row.toString()).join("\n"), channels };
}
