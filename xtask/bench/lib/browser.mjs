// Browsers for measuring: each run in one of its own, so that no run profits from another; what it cost is read off
// before it ends.

import { createRequire } from "node:module";
import { join } from "node:path";
import { downloaded, peakMemory, watchOwnMemory } from "./cost.mjs";

const env = process.env;
const { chromium } = createRequire(join(env.TRIBUTARY_PACKAGES, "package.json"))("playwright-core");

export const ORIGIN = env.BENCH_ORIGIN;
/** The most that one load may take, in milliseconds. */
export const PATIENCE = 900_000;

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/**
 * A fresh browser for one run; to what `work` returns of it, `megabytes`, `own` (of them the page's own) and `bytes` are
 * added. Memory is that of the whole run, or up to where `work` calls its second argument: what checks numbers comes after.
 */
export async function inBrowser(work) {
  const browser = await chromium.launch({ executablePath: env.CHROMIUM, args: FLAGS });
  const ownMemory = watchOwnMemory();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const urls = new Set();
    context.on("request", (request) => urls.add(request.url()));
    const died = new Promise((_, reject) => page.on("crash", () => reject(new Error("The tab crashed."))));
    let memory;
    const measured = () => (memory ??= { megabytes: peakMemory(), own: ownMemory() });
    const result = await Promise.race([work(page, measured), died]);
    return { ...result, ...measured(), bytes: downloaded(urls) };
  } finally {
    ownMemory();
    await browser.close();
  }
}

/**
 * Runs every turn so many times, pair for pair; who goes first changes from run to run. What a turn threw is its result
 * (`failed`), and it is not tried again; where it is none of DuckDB's, the bench ends with a failure.
 */
export async function inTurn(runs, turns) {
  const names = Object.keys(turns);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 1; run <= runs; run += 1) {
    for (const name of run % 2 ? names : [...names].reverse()) {
      const known = measured[name].find((result) => result.failed);
      measured[name].push(known ?? (await attempt(turns[name])));
    }
    const told = names.map((name) => {
      const { failed, millis } = measured[name].at(-1);
      return `${name} ${failed ? "failed" : `${millis.toFixed(0)} ms`}`;
    });
    console.log(`run ${run}: ${told.join(", ")}`);
  }
  for (const name of names) {
    const { failed } = measured[name].at(-1);
    if (!failed) continue;
    console.log(`${name} failed: ${failed}`);
    if (!name.startsWith("DuckDB")) process.exitCode = 1;
  }
  return measured;
}

async function attempt(turn) {
  try {
    return await inBrowser(turn);
  } catch (error) {
    // A bench that cannot be right is ended; what one side cannot do is a result.
    if (error.isFatal) throw error;
    return { failed: String(error.message ?? error).split("\n")[0] };
  }
}

/** The bench is wrong, not slow: it ends here. */
export function disagree(sentence) {
  throw Object.assign(new Error(sentence), { isFatal: true });
}
