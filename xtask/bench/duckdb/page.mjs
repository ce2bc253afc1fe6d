// DuckDB-WASM does the job that the address names: files to tables (`load`), tables to rows on the page (`answer`).
//
// In DuckDB's favour: its modules are imported before any clock starts. A cold run starts the clock before the worker
// exists, a warm run after it answers.

import * as duckdb from "@duckdb/duckdb-wasm";

const DIST = new URL("/packages/@duckdb/duckdb-wasm/dist/", location.href);
const asked = new URLSearchParams(location.search);
const isCold = asked.has("cold");
const job = await import(`./${asked.get("job")}.mjs`);

let database;
let connection;

/** Worker and instance, ready to be asked. */
async function start() {
  const worker = new Worker(new URL("duckdb-browser-eh.worker.js", DIST));
  database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("duckdb-eh.wasm", DIST).href);
}

/** Times work to the second frame after its answer stands on the page. */
async function timed(work) {
  window.measured = null;
  const began = performance.now();
  try {
    const { shown, ...told } = await work();
    document.querySelector("pre").textContent = shown;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ended = performance.now();
    window.measured = { ...told, millis: ended - began, fromStart: ended };
  } catch (error) {
    window.measured = { failed: String(error.message ?? error) };
  }
}

if (!isCold) await start();
document.querySelector("input").addEventListener("change", (event) =>
  timed(async () => {
    if (isCold) await start();
    connection = await database.connect();
    for (const file of event.target.files) {
      await database.registerFileHandle(file.name, file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
    }
    await job.load(connection, [...event.target.files]);
    return job.answer(connection);
  }),
);
window.ask = (setting) => timed(() => job.answer(connection, setting));
window.isReady = true;
