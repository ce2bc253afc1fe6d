// Tributary and DuckDB-WASM, run for run in turn, each in a browser of its own. One module a part; this one runs those that
// were asked for.

const PARTS = ["funnel", "events", "signup", "ingest"];
const asked = process.env.BENCH_PARTS.split(" ");

for (const part of PARTS.filter((name) => asked.includes(name))) {
  const { measure } = await import(`./${part}.mjs`);
  await measure().catch((error) => {
    console.error(error.isFatal ? error.message : error);
    process.exit(1);
  });
}
