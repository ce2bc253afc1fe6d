// From three files to the painted overview.
//
// Warm: the page is on screen with its sample data (DuckDB: the instance is up). The clock runs inside the page from the
// `change` event of the file input to the second animation frame after the numbers stand.
// Cold: Tributary's clock starts at navigation, with the files given as soon as the page takes them; DuckDB's starts
// when its modules are already imported and only its worker and its binary are still to come.

import { statSync } from "node:fs";
import { join } from "node:path";
import { disagree, inBrowser, inTurn } from "./lib/browser.mjs";
import * as duckdb from "./lib/duckdb.mjs";
import { count, head, line, longTasks, title } from "./lib/table.mjs";
import * as tributary from "./lib/tributary.mjs";

const NAMES = ["ad_spend.csv", "web_analytics.csv", "salesforce_opportunities.csv"];
const filesIn = (folder) => NAMES.map((name) => join(folder, name));
const size = (file) => (statSync(file).size / 1e6).toFixed(1);

async function ours(page, isCold, files, rows) {
  await tributary.open(page, "/overview", isCold);
  return tributary.choose(page, files, rows);
}

async function theirs(page, isCold, files, rows) {
  await duckdb.open(page, "funnel", isCold);
  const measured = await duckdb.choose(page, files);
  if (measured.sessions !== rows) disagree(`DuckDB counted ${measured.sessions} sessions of ${rows}.`);
  return measured;
}

export async function measure() {
  const rows = Number(process.env.FUNNEL_ROWS);
  const runs = Number(process.env.FUNNEL_RUNS);
  const files = filesIn(process.env.FUNNEL_FOLDER);
  title(`funnel: web_analytics of ${count(rows)} rows, ${size(files[1])} MB, to the overview; ${runs} paired runs`);
  const measured = await inTurn(runs, {
    warm: (page) => ours(page, false, files, rows),
    "DuckDB warm": (page) => theirs(page, false, files, rows),
    cold: (page) => ours(page, true, files, rows),
    "DuckDB cold": (page) => theirs(page, true, files, rows),
  });
  // A file above 100 MB, for the longest task on the page's own thread.
  const large = filesIn(process.env.FUNNEL_LARGE);
  const long = await inBrowser((page) => ours(page, false, large, rows));

  const { warm, cold, "DuckDB warm": duckWarm, "DuckDB cold": duckCold } = measured;
  head();
  line("file to painted overview, warm", warm, duckWarm, (run) => run.millis, "ms");
  line("file to painted overview, cold", cold, duckCold, (run) => run.millis, "ms");
  line("the same from the page's start", cold, duckCold, (run) => run.fromStart, "ms");
  line("peak memory of the renderer", warm, duckWarm, (run) => run.megabytes, "MB");
  line("downloaded after gzip", cold, duckCold, (run) => run.bytes / 1e6, "MB", { digits: 2 });
  longTasks("loading", warm);
  longTasks(`loading ${size(large[1])} MB`, [long]);
  console.log(`status of the last run: ${warm.at(-1).status}`);
}
