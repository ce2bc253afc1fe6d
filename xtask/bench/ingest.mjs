// One table in five formats: from the choice of the file to its card, which says that it is loaded.
//
// Ours detects the format, checks every row and looks for duplicates; the page behind the cards is composed within the same
// time. DuckDB is told the format and the types (`duckdb/ingest.mjs`). Megabytes are those of the file as it is.

import { statSync } from "node:fs";
import { join } from "node:path";
import { disagree, inTurn } from "./lib/browser.mjs";
import * as duckdb from "./lib/duckdb.mjs";
import { count, head, line, longTasks, title } from "./lib/table.mjs";
import * as tributary from "./lib/tributary.mjs";

const FORMATS = [
  ["plain.csv", "comma, plain"],
  ["quoted.csv", "comma, every field quoted"],
  ["semicolon.csv", "semicolon, decimal comma"],
  ["plain.csv.gz", "comma, gzip"],
  ["book.xlsx", "workbook (.xlsx)"],
];

async function ours(page, file, name, rows) {
  await tributary.open(page, "/data");
  const measured = await tributary.choose(page, [file], rows);
  const card = page.locator("article", { hasText: name }).first();
  const text = (await card.innerText()).replaceAll(/\s+/g, " ");
  if (!text.includes("✓ Loaded")) throw new Error(text.slice(0, 300));
  return measured;
}

async function theirs(page, file, rows) {
  await duckdb.open(page, "ingest");
  const measured = await duckdb.choose(page, [file]);
  if (measured.rows !== rows) disagree(`DuckDB read ${measured.rows} rows of ${rows} in ${file}.`);
  return measured;
}

export async function measure() {
  const runs = Number(process.env.INGEST_RUNS);
  const rows = Number(process.env.INGEST_ROWS);
  title(`ingest: web_analytics of ${count(rows)} rows in ${FORMATS.length} formats; ${runs} paired runs of each`);
  const all = [];
  for (const [name, what] of FORMATS) {
    const file = join(process.env.INGEST_FOLDER, name);
    const megabytes = statSync(file).size / 1e6;
    console.log(`${what}: ${megabytes.toFixed(1)} MB`);
    const { warm, DuckDB } = await inTurn(runs, {
      warm: (page) => ours(page, file, name, rows),
      DuckDB: (page) => theirs(page, file, rows),
    });
    all.push({ what, megabytes, warm, duck: DuckDB.some((run) => run.failed) ? "cannot" : DuckDB });
  }
  head("rows a second");
  for (const { what, warm, duck } of all) {
    line(what, warm, duck, (run) => rows / run.millis, "k/s", { isRate: true });
  }
  head("bytes of the file a second");
  for (const { what, megabytes, warm, duck } of all) {
    line(what, warm, duck, (run) => megabytes / run.millis * 1000, "MB/s", { digits: 1, isRate: true });
  }
  head("peak memory of the renderer");
  for (const { what, warm, duck } of all) line(what, warm, duck, (run) => run.megabytes, "MB");
  for (const { what, warm } of all) longTasks(what, warm);
}
