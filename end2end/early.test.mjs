// Files chosen in the shell, before the page's own code has come.

import { test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPage, ready, withBrowser } from "./lib/browser.mjs";
import { file, samples } from "./lib/files.mjs";

withBrowser();

/** Opens the page again with its binary held back until the files are chosen in the shell. */
async function chooseEarly(page, files) {
  let release;
  const held = new Promise((go) => { release = go; });
  await page.route("**/app-*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.locator("input[type=file]").setInputFiles(files);
  release();
  await ready(page);
}

test("files chosen before the page's code has come are loaded, and the sample is not", () =>
  onPage("/data", async (page) => {
    await chooseEarly(page, samples.slice(0, 1));
    const header = await page.locator("header").first().innerText();
    assert.doesNotMatch(header, /Sample data/);
    assert.match(await page.locator("main").innerText(), /ad_spend\.csv/);
  }));

test("where none of the early files can be read, the sample data is there after all", () =>
  onPage("/data", async (page) => {
    await chooseEarly(page, [file("picture.csv", "\u0089PNG\r\n\u0000\u0000")]);
    await page.getByText("6,904 rows loaded").waitFor();
    await ready(page);
    assert.match(await page.locator("header").first().innerText(), /Sample data/);
    assert.match(await page.locator("main").innerText(), /picture\.csv/, "the refused file keeps its card");
  }));

test("where the early files are cancelled, the sample data is there after all", () =>
  onPage("/data", async (page) => {
    const path = join(tmpdir(), "tributary-early.csv");
    const row = (_, i) => `S${i},U${i % 900001},2025-04-1${i % 9},/pricing,google,brand-search,3,0`;
    const header = "session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions";
    writeFileSync(path, [header, ...Array.from({ length: 3_000_000 }, row)].join("\n"));
    await page.reload({ waitUntil: "commit" });
    await page.locator("input[type=file]").setInputFiles(path);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("6,904 rows loaded").waitFor();
    await ready(page);
    assert.match(await page.locator("header").first().innerText(), /Sample data/);
  }));
