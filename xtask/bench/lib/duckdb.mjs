// DuckDB-WASM in the page of `../duckdb`, timed from inside likewise: from the choice of files, or the call for another
// answer, to the second animation frame after the rows stand on the page.

import { ORIGIN, PATIENCE } from "./browser.mjs";

/** Opens the page for a job; warm: the instance is up. */
export async function open(page, job, isCold = false) {
  await page.goto(`${ORIGIN}/bench/duckdb/index.html?job=${job}${isCold ? "&cold" : ""}`);
  await page.waitForFunction(() => window.isReady, undefined, { polling: 5 });
}

/** Chooses files and waits for the answer: `millis`, `fromStart`, and whatever the job tells of its answer. */
export async function choose(page, paths) {
  await page.locator("input[type=file]").setInputFiles(paths);
  return answer(page);
}

/** Asks the loaded tables again, under another setting. */
export async function ask(page, setting) {
  await page.evaluate((to) => void window.ask(to), setting);
  return answer(page);
}

async function answer(page) {
  await page.waitForFunction(() => window.measured, undefined, { polling: 20, timeout: PATIENCE });
  const measured = await page.evaluate(() => window.measured);
  if (measured.failed) throw new Error(measured.failed);
  return measured;
}
