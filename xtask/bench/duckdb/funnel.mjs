// The same job as Tributary's overview: load three files with declared types into tables, then the numbers of the overview
// (channel funnel with distinct users, weekly trend, campaigns, regions).
//
// In DuckDB's favour: columns have declared types (no sniffing), no exact duplicate is removed, no row is checked, no
// alias table is consulted.

const LOAD = [
  `create table ad_spend as select * from read_csv('ad_spend.csv', header = true, columns = {
     date: 'DATE', campaign_id: 'VARCHAR', channel: 'VARCHAR', utm_source: 'VARCHAR', utm_campaign: 'VARCHAR',
     spend_usd: 'DOUBLE', clicks: 'BIGINT', impressions: 'BIGINT'})`,
  `create table web_analytics as select * from read_csv('web_analytics.csv', header = true, columns = {
     session_id: 'VARCHAR', user_id: 'VARCHAR', session_date: 'DATE', landing_page: 'VARCHAR', utm_source: 'VARCHAR',
     utm_campaign: 'VARCHAR', pageviews: 'BIGINT', conversions: 'BIGINT'})`,
  `create table opportunities as select * from read_csv('salesforce_opportunities.csv', header = true, columns = {
     opportunity_id: 'VARCHAR', account_id: 'VARCHAR', created_date: 'DATE', stage: 'VARCHAR', amount_usd: 'DOUBLE',
     source: 'VARCHAR', owner_region: 'VARCHAR'})`,
];

const CHANNELS = `
  with by_source as (select utm_source, arg_max(channel, n) as channel
                     from (select utm_source, channel, count(*) as n from ad_spend group by all) group by utm_source),
  sessions as (select w.*, coalesce(b.channel, case w.utm_source when 'organic' then 'Organic'
                 when 'newsletter' then 'Email' else coalesce(w.utm_source, 'Direct') end) as channel
               from web_analytics w left join by_source b using (utm_source))`;

const QUERIES = [
  `${CHANNELS},
   spend as (select channel, sum(spend_usd) as spend, sum(clicks) as clicks, sum(impressions) as impressions
             from ad_spend group by channel),
   visits as (select channel, count(*) as sessions, count(distinct user_id) as users, sum(pageviews) as pageviews,
              sum(conversions) as conversions from sessions group by channel),
   deals as (select source as channel, count(*) as opportunities,
             count(*) filter (stage = 'Closed Won') as won, count(*) filter (stage = 'Closed Lost') as lost,
             sum(amount_usd) filter (stage = 'Closed Won') as revenue,
             sum(amount_usd) filter (stage not in ('Closed Won', 'Closed Lost')) as pipeline
             from opportunities group by source)
   select *, (revenue - spend) / spend as roi, won / (won + lost) as win_rate, spend / won as cac
   from spend full join visits using (channel) full join deals using (channel) order by channel`,
  `select count(*) as sessions, count(distinct user_id) as users, sum(conversions) as conversions from web_analytics`,
  `${CHANNELS}
   select date_trunc('week', session_date) as week, channel, count(*) as sessions, sum(conversions) as conversions
   from sessions group by all order by all`,
  `select date_trunc('week', date) as week, channel, sum(spend_usd) as spend, sum(clicks) as clicks
   from ad_spend group by all order by all`,
  `select date_trunc('week', created_date) as week, source, count(*) as opportunities,
   sum(amount_usd) filter (stage = 'Closed Won') as revenue from opportunities group by all order by all`,
  `with spend as (select utm_source, utm_campaign, sum(spend_usd) as spend, sum(clicks) as clicks,
                  sum(impressions) as impressions from ad_spend group by all),
   visits as (select utm_source, utm_campaign, count(*) as sessions, count(distinct user_id) as users,
              sum(conversions) as conversions from web_analytics group by all)
   select * from spend full join visits using (utm_source, utm_campaign) order by 1, 2`,
  `select owner_region, source, count(*) as opportunities, count(*) filter (stage = 'Closed Won') as won,
   count(*) filter (stage = 'Closed Lost') as lost, sum(amount_usd) filter (stage = 'Closed Won') as revenue
   from opportunities group by all order by all`,
];

/** Makes the tables. */
export async function load(connection) {
  for (const statement of LOAD) await connection.query(statement);
}

/** What is shown, and what is told of it: the sessions counted. */
export async function answer(connection) {
  const shown = [];
  let sessions = 0;
  for (const query of QUERIES) {
    const rows = (await connection.query(query)).toArray();
    shown.push(rows.slice(0, 40).map((row) => row.toString()).join("\n"));
    if (query === QUERIES[1]) sessions = Number(rows[0].sessions);
  }
  return { shown: shown.join("\n\n"), sessions };
}
