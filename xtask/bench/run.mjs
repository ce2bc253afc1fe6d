// Tributary and DuckDB-WASM, run for run in turn, each in a browser of its own; prints medians, ratios and what each costs.
//
// Warm: the page is on screen with its sample data (DuckDB: the instance is up). The clock runs inside the page from the
// `change` event of the file input to the second animation frame after the numbers stand.
// Cold: Tributary's clock starts at navigation, with the files given as soon as the page takes them; DuckDB's starts
// when its modules are already imported and only its worker and its binary are still to come.

import { createRequire } from "node:module";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const env = process.env;
const { chromium } = createRequire(join(env.TRIBUTARY_PACKAGES, "package.json"))("playwright-core");
const files = [env.BENCH_AD_SPEND, env.BENCH_WEB_ANALYTICS, env.BENCH_OPPORTUNITIES];
const runs = Number(env.BENCH_RUNS);
const rows = Number(env.BENCH_ROWS);
const PAGE = `${env.BENCH_ORIGIN}/tributary/#/overview`;
const DUCKDB = `${env.BENCH_ORIGIN}/duckdb/duckdb.html`;
const MOUNTS = [
  ["/tributary/", env.BENCH_DIST],
  ["/duckdb/", import.meta.dirname],
  ["/packages/", join(env.TRIBUTARY_PACKAGES, "node_modules")],
];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** A fresh browser for one run, and what the run cost. */
async function inBrowser(work) {
  const browser = await chromium.launch({ executablePath: env.CHROMIUM, args: FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const urls = new Set();
    context.on("request", (request) => urls.add(request.url()));
    const result = await work(page);
    result.megabytes = peakMemory();
    result.bytes = downloaded(urls);
    return result;
  } finally {
    await browser.close();
  }
}

/** Runs in the page first: notes the choice of files, the paint of their numbers, and long tasks. */
function observe() {
  const bench = (window.bench = { began: null, ended: null, longest: 0 });
  let worked = false;
  addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    bench.began = performance.now();
    bench.longest = 0;
    worked = false;
  }, true);
  new MutationObserver(() => {
    const state = document.documentElement.dataset.state;
    if (bench.began === null || bench.ended !== null) return;
    if (state === "working") worked = true;
    if (worked && state === "ready") {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        if (document.documentElement.dataset.state === "ready") bench.ended = performance.now();
      }));
    }
  }).observe(document, { subtree: true, attributeFilter: ["data-state"] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.longest = Math.max(bench.longest, entry.duration);
  }).observe({ type: "longtask" });
}

async function tributary(page, isCold, paths) {
  await page.addInitScript(observe);
  await page.addInitScript(() => {
    addEventListener("TrunkApplicationStarted", () => (window.isMounted = true));
  });
  await page.goto(PAGE, { waitUntil: "commit" });
  // A cold page gets its files as soon as there is an input to take them.
  if (isCold) await page.waitForFunction(() => document.querySelector("input[type=file]"), undefined, { polling: 5 });
  else await page.waitForFunction(() => window.isMounted, undefined, { polling: 5 });
  if (!isCold) await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  if (!isCold) await page.waitForTimeout(1500); // The sample data's own tests have run.
  await page.locator("input[type=file]").setInputFiles(paths);
  await page.waitForFunction(() => window.bench.ended !== null, undefined, { polling: 20, timeout: 180_000 });
  await page.waitForTimeout(300); // Long tasks are reported late.
  const { began, ended, longest } = await page.evaluate(() => window.bench);
  const status = await page.getByRole("status").innerText();
  return { millis: ended - began, fromStart: ended, longest, status };
}

async function duckdb(page, isCold) {
  await page.goto(DUCKDB + (isCold ? "?cold" : ""));
  await page.waitForFunction(() => window.isReady, undefined, { polling: 5 });
  await page.locator("input[type=file]").setInputFiles(files);
  await page.waitForFunction(() => window.measured, undefined, { polling: 20, timeout: 180_000 });
  const { total, start, ended } = await page.evaluate(() => window.measured);
  const counted = await page.evaluate(() => window.counted);
  if (counted !== rows) throw new Error(`DuckDB counted ${counted} sessions of ${rows}.`);
  return { millis: total, fromStart: ended, start };
}

/** The most memory that the renderer of this run ever held, in MB, from the system's own account. */
function peakMemory() {
  const parents = new Map();
  let most = 0;
  try {
    for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        parents.set(id, readFileSync(`/proc/${id}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
      } catch { /* It ended meanwhile. */ }
    }
    const isOurs = (id) => id && (id === String(process.pid) || isOurs(parents.get(id)));
    for (const id of parents.keys()) {
      if (!isOurs(id) || !readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=renderer")) continue;
      const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
      most = Math.max(most, kilobytes / 1000);
    }
  } catch { /* No /proc here: memory is not reported. */ }
  return most;
}

/** What was fetched, workers included, as a host that compresses would send it: sizes of the files on disk. */
const sizes = new Map();
function downloaded(urls) {
  let sum = 0;
  for (const url of urls) {
    const path = new URL(url).pathname;
    const mount = MOUNTS.find(([prefix]) => path.startsWith(prefix));
    if (!mount || path.endsWith(".csv")) continue;
    const file = join(mount[1], path.slice(mount[0].length) || "index.html");
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(file), { level: 9 }).length);
    sum += sizes.get(file);
  }
  return sum;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const measured = { warm: [], cold: [], duckWarm: [], duckCold: [] };
console.log(
  `web_analytics: ${rows.toLocaleString("en")} rows, ${(statSync(files[1]).size / 1e6).toFixed(1)} MB; ${runs} paired runs`,
);
for (let run = 1; run <= runs; run += 1) {
  // Who goes first changes from run to run.
  const turns = [
    async () => measured.warm.push(await inBrowser((page) => tributary(page, false, files))),
    async () => measured.duckWarm.push(await inBrowser((page) => duckdb(page, false))),
    async () => measured.cold.push(await inBrowser((page) => tributary(page, true, files))),
    async () => measured.duckCold.push(await inBrowser((page) => duckdb(page, true))),
  ];
  if (run % 2 === 0) turns.reverse();
  for (const turn of turns) await turn();
  const last = (name) => measured[name].at(-1).millis.toFixed(0).padStart(6);
  console.log(
    `run ${run}: warm ${last("warm")} ms, DuckDB ${last("duckWarm")} ms; cold ${last("cold")} ms, DuckDB ${last("duckCold")} ms`,
  );
}
const large = await inBrowser((page) => tributary(page, false, [files[0], env.BENCH_LARGE, files[2]]));

const middle = (name, key = "millis") => median(measured[name].map((run) => run[key]));
const line = (label, ours, theirs, unit, digits = 0) =>
  console.log(
    `${label.padEnd(34)}${ours.toFixed(digits).padStart(10)} ${unit}${theirs.toFixed(digits).padStart(12)} ${unit}${(theirs / ours).toFixed(2).padStart(9)}×`,
  );
console.log(`\n${"median".padEnd(34)}${"Tributary".padStart(13)}${"DuckDB-WASM".padStart(15)}${"ratio".padStart(10)}`);
line("file to painted overview, warm", middle("warm"), middle("duckWarm"), "ms");
line("file to painted overview, cold", middle("cold"), middle("duckCold"), "ms");
line("the same from the page's start", middle("cold", "fromStart"), middle("duckCold", "fromStart"), "ms");
line("peak memory of the renderer", middle("warm", "megabytes"), middle("duckWarm", "megabytes"), "MB");
line("downloaded after gzip", middle("cold", "bytes") / 1e6, middle("duckCold", "bytes") / 1e6, "MB", 2);
console.log(
  `longest main-thread task while ${(statSync(env.BENCH_LARGE).size / 1e6).toFixed(0)} MB load: ${
    large.longest ? `${large.longest.toFixed(0)} ms` : "none above 50 ms"
  }`,
);
console.log(`status of the last run: ${measured.warm.at(-1).status}`);
