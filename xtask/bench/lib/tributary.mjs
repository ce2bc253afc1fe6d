// The page, timed from inside: from a choice of files or a change of the link to the second animation frame after its
// numbers stand. Nothing in the page is changed for it: `observe` watches the page's own `data-state`, its long tasks and
// the messages of its worker.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ORIGIN, PATIENCE } from "./browser.mjs";

/** The engine's replies by the number that each begins with: their order in the protocol. */
const REPLIES = (() => {
  const source = readFileSync(join(import.meta.dirname, "../../../src/protocol/message.rs"), "utf8");
  const body = /pub enum Reply \{(.*?)\n\}/s.exec(source)[1];
  return Object.fromEntries([...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, name], at) => [name, at]));
})();

/** Runs in the page before anything else. */
function observe(replies) {
  const bench = (window.bench = { began: null, ended: null });
  let worked = false;
  bench.begin = () => {
    Object.assign(bench, { began: performance.now(), ended: null, first: null, tasks: [], answers: [], isTested: false });
    worked = false;
  };
  addEventListener("change", (event) => {
    if (event.target.type === "file") bench.begin();
  }, true);
  addEventListener("TrunkApplicationStarted", () => (bench.isMounted = true));
  new MutationObserver(() => {
    const state = document.documentElement.dataset.state;
    if (bench.began === null || bench.ended !== null) return;
    if (state === "working") worked = true;
    if (worked && (state === "ready" || state === "error")) {
      requestAnimationFrame(() => requestAnimationFrame(() => {
        if (["ready", "error"].includes(document.documentElement.dataset.state)) bench.ended ??= performance.now();
      }));
    }
  }).observe(document, { subtree: true, attributeFilter: ["data-state"] });
  // A page may show its first sections before the whole of it is composed: it says when all in sight of them shows them,
  // and they are painted by the second frame after. What it takes back does not count.
  let takenBack = 0;
  new MutationObserver(() => {
    if (!document.documentElement.hasAttribute("data-sight")) {
      takenBack++;
      if (bench.first === Infinity) bench.first = null;
      return;
    }
    if (bench.began === null || bench.first !== null) return;
    bench.first = Infinity;
    const before = takenBack;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (takenBack === before) bench.first = performance.now();
    }));
  }).observe(document, { subtree: true, attributeFilter: ["data-sight"] });
  new PerformanceObserver((list) => {
    if (bench.began === null) return;
    for (const entry of list.getEntries()) {
      const isOver = bench.ended !== null && entry.startTime > bench.ended;
      if (entry.startTime + entry.duration > bench.began && !isOver) bench.tasks.push(entry.duration);
    }
  }).observe({ type: "longtask" });
  window.Worker = class extends Worker {
    constructor(...of) {
      super(...of);
      this.addEventListener("message", (event) => {
        const [reply] = new Uint8Array(event.data?.body ?? []);
        // With a page's view, every table that it needs has been built.
        if (reply === replies.Page && bench.began !== null && bench.ended === null) bench.answers.push(performance.now());
        if (reply === replies.Tests) bench.isTested = true;
      });
    }
  };
}

/** Opens the page at a hash. Warm: it has settled on its sample data. Cold: as soon as it could take files. */
export async function open(page, hash, isCold = false) {
  await page.addInitScript(observe, REPLIES);
  await page.goto(`${ORIGIN}/tributary/#${hash}`, { waitUntil: "commit" });
  if (isCold) {
    await page.waitForFunction(() => document.querySelector("input[type=file]"), undefined, { polling: 5 });
    return;
  }
  await page.waitForFunction(() => window.bench.isMounted, undefined, { polling: 5 });
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  await tested(page);
  await page.waitForTimeout(500);
}

/** Waits until the engine has run its data tests, and so has nothing more to do. */
export async function tested(page) {
  await page.waitForFunction(() => window.bench.isTested, undefined, { polling: 50 });
}

/** Chooses files and waits for their numbers. `rows` must be loaded then. */
export async function choose(page, paths, rows) {
  await page.locator("input[type=file]").setInputFiles(paths);
  const measured = await painted(page);
  const status = await page.getByRole("status").innerText();
  const loaded = Number(/^([\d,]+) rows? loaded/.exec(status)?.[1].replaceAll(",", "") ?? -1);
  if (loaded < rows) throw new Error(`${status} of ${rows}. ${await said(page)}`);
  return { ...measured, status };
}

/** Goes to another link and waits for its numbers. */
export async function follow(page, hash) {
  await page.evaluate((to) => {
    window.bench.begin();
    location.hash = to;
  }, hash);
  return painted(page);
}

/** Moves the page's slider, as a hand does, and waits for the numbers. */
export async function slide(page, value) {
  await page.evaluate((to) => {
    const slider = document.querySelector("main input[type=range]");
    window.bench.begin();
    slider.value = to;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
  return painted(page);
}

async function painted(page) {
  await page.waitForFunction(() => window.bench.ended !== null, undefined, { polling: 20, timeout: PATIENCE });
  await page.waitForTimeout(300); // Long tasks are reported late.
  const { began, ended, first, tasks, answers } = await page.evaluate(() => window.bench);
  if ((await page.locator("html").getAttribute("data-state")) === "error") throw new Error(await said(page));
  return {
    millis: ended - began,
    first: Math.min(first ?? ended, ended) - began,
    answered: answers.at(-1) - began,
    fromStart: ended,
    tasks,
  };
}

/** What the page says of itself, for a run that failed. */
async function said(page) {
  const text = await page.locator("body").innerText();
  return text.replaceAll(/\s+/g, " ").slice(0, 600);
}

/** The rows of a table, as the page's own download has them. */
export async function download(page, table) {
  await page.evaluate((to) => (location.hash = to), `/tables/${table}`);
  await page.locator("h1", { hasText: table }).waitFor();
  const button = page.getByRole("button", { name: "Download CSV" }).first();
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  const [header, ...lines] = Buffer.concat(chunks).toString().trim().split(/\r?\n/).map((row) => row.split(","));
  return lines.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at]])));
}
