// One file into one table with declared types, as far as DuckDB-WASM reads its format.

const COLUMNS = (number) => `columns = {
  session_id: 'VARCHAR', user_id: 'VARCHAR', session_date: 'DATE', landing_page: 'VARCHAR', utm_source: 'VARCHAR',
  utm_campaign: 'VARCHAR', pageviews: '${number}', conversions: '${number}'}`;

const READERS = [
  [/semicolon/, (name) => `read_csv('${name}', header = true, delim = ';', decimal_separator = ',', ${COLUMNS("DOUBLE")})`],
  [/\.gz$/, (name) => `read_csv('${name}', header = true, compression = 'gzip', ${COLUMNS("BIGINT")})`],
  [/\.xlsx$/, (name) => `read_xlsx('${name}', header = true)`],
  [/./, (name) => `read_csv('${name}', header = true, ${COLUMNS("BIGINT")})`],
];

/** Makes the table. An extension is looked for on this server only, never on the network. */
export async function load(connection, [file]) {
  const [, read] = READERS.find(([pattern]) => pattern.test(file.name));
  await connection.query(`set custom_extension_repository = '${location.origin}/packages/@duckdb/duckdb-wasm/dist'`);
  await connection.query(`create table web_analytics as select * from ${read(file.name)}`);
}

/** What came of it. */
export async function answer(connection) {
  const [row] = (await connection.query(
    "select count(*) as rows, sum(pageviews) as pageviews, count(distinct user_id) as users from web_analytics",
  )).toArray();
  return { shown: row.toString(), rows: Number(row.rows) };
}
