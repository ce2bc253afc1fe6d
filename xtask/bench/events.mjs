// From a file of events to first and last touch revenue by channel, and from one lookback to another.
//
// Ours paints the attribution page: first its first sections, with every rule by channel, then the whole of it with intervals,
// sensitivity and paths; both moments are told. DuckDB answers the two rules alone (`duckdb/events.mjs` says what else is in
// its favour). Both must agree on every channel, purchase for purchase and to the cent, or the bench fails.

import { statSync } from "node:fs";
import { disagree, inTurn } from "./lib/browser.mjs";
import * as duckdb from "./lib/duckdb.mjs";
import { count, head, line, longTasks, title } from "./lib/table.mjs";
import * as tributary from "./lib/tributary.mjs";

/** Days of the lookback that the slider is moved to: customary, so the page was sent its numbers while nobody waited. */
const SHORTER = 14;
/** Days moved to at once after that: mostly not worked out before. */
const OTHER = 23;
const CENTS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
/** Events above which DuckDB-WASM is not asked. */
const PAIRED = 5_000_000;

async function ours(page, measured, file, rows) {
  await tributary.open(page, "/attribution");
  const loaded = await tributary.choose(page, [file], rows);
  await tributary.tested(page);
  const changed = await tributary.slide(page, SHORTER);
  const next = await tributary.slide(page, OTHER);
  await tributary.tested(page);
  measured();
  // Under the default lookback again.
  const channels = (await tributary.download(page, "channel_performance")).map((row) => ({
    channel: row.channel,
    first: [Number(row.first_touch_conversions), Number(row.first_touch_revenue)],
    last: [Number(row.last_touch_conversions), Number(row.last_touch_revenue)],
  }));
  return { ...loaded, changed, next, channels };
}

async function theirs(page, file) {
  await duckdb.open(page, "events");
  const loaded = await duckdb.choose(page, [file]);
  const changed = await duckdb.ask(page, SHORTER);
  const next = await duckdb.ask(page, OTHER);
  return { ...loaded, changed, next };
}

const credited = (rows, id, touch) => rows.find((row) => row.channel === id)?.[touch] ?? [0, 0];

/** What all channels are credited, in words. */
function sums(rows) {
  const [purchases, revenue] = [0, 1].map((at) => rows.reduce((all, row) => all + row.first[at], 0));
  return `${count(purchases)} purchases and $${revenue.toLocaleString("en", CENTS)} are credited to ${rows.length} channels`;
}

/** Ends the bench unless both sides credit every channel alike. */
function compare(own, other) {
  for (const id of new Set([...own, ...other].map((row) => row.channel))) {
    for (const touch of ["first", "last"]) {
      const [a, b] = [credited(own, id, touch), credited(other, id, touch)];
      if (a[0] !== b[0] || Math.abs(a[1] - b[1]) >= 0.005) {
        disagree(`${touch} touch of ${id}: ${a.join(" purchases, $")} here, ${b.join(" purchases, $")} by DuckDB.`);
      }
    }
  }
}

export async function measure() {
  const runs = Number(process.env.EVENTS_RUNS);
  for (const asked of process.env.EVENTS_FILES.split("\n")) {
    const [, number, file] = /^(\d+)=(.*)$/.exec(asked);
    await size(Number(number), file, runs);
  }
}

/** DuckDB's numbers come all at once. */
const firstOf = (change) => change.first ?? change.millis;

async function size(rows, file, runs) {
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  const isPaired = rows <= PAIRED;
  title(`events: ${count(rows)} rows, ${megabytes} MB, to the attribution page; ${runs} ${isPaired ? "paired " : ""}runs`);
  const turns = { warm: (page, measured) => ours(page, measured, file, rows) };
  if (isPaired) turns.DuckDB = (page) => theirs(page, file);
  const { warm, DuckDB: duck = "not asked" } = await inTurn(runs, turns);

  head();
  // Every rule by channel is among the first numbers.
  line("file to first and last touch, warm", warm, duck, (run) => run.first ?? run.millis, "ms");
  line("the same to the whole page", warm, duck, (run) => run.millis, "ms");
  line("the same to the engine's last answer", warm, "", (run) => run.answered, "ms");
  line(`lookback of 30 to ${SHORTER} days, first numbers`, warm, duck, (run) => firstOf(run.changed), "ms");
  line("the same to the whole page", warm, duck, (run) => run.changed.millis, "ms");
  line(`${SHORTER} to ${OTHER} days, not foreseen, first numbers`, warm, duck, (run) => firstOf(run.next), "ms");
  line("the same to the whole page", warm, duck, (run) => run.next.millis, "ms");
  line("peak memory of the renderer", warm, duck, (run) => run.megabytes, "MB");
  line("of it without the browser's program", warm, duck, (run) => run.own, "MB");
  longTasks("loading", warm);
  longTasks("changing the lookback", warm.flatMap((run) => [run.changed, run.next]));
  const [own, other] = [warm, duck].map((of) => Array.isArray(of) && of.find((run) => !run.failed));
  if (own && other) compare(own.channels, other.channels);
  if (own) console.log(`${sums(own.channels)}${other ? ", alike by both" : ""}`);
}
