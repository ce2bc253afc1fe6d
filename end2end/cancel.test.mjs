// A load can be stopped; what was loaded before stands.

import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { addFiles, onPage, ready, withBrowser } from "./lib/browser.mjs";
import { millionRows, zip } from "./lib/books.mjs";

withBrowser();

/** A file large enough that there is time to stop it, packed or not; kept for the next run. */
function large(ending, rows, pack = (text) => text) {
  const path = join(tmpdir(), `tributary-cancel-3${ending}`);
  if (existsSync(path)) return path;
  const lines = ["session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions"];
  for (let i = 0; i < rows; i += 1) {
    lines.push(`${(i * 2654435761) % 4294967296}-${i},U${(i * 48271) % 900001},2025-0${4 + (i % 6)}-1${i % 9},/pricing,google,brand-search,3,0`);
  }
  writeFileSync(path, pack(lines.join("\n")));
  return path;
}

test("Cancel stops a load within a moment and leaves the sample data", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const before = await page.getByRole("status").innerText();
    await page.getByLabel("Add files").setInputFiles(large(".csv", 3_000_000));
    const cancel = page.getByRole("button", { name: "Cancel" });
    await cancel.waitFor();
    const millis = await pressCancel(page);
    assert.ok(millis < 2_000, `stopped after ${millis} ms`);
    assert.equal(await page.getByRole("status").innerText(), before);
    assert.match(await page.locator("header").first().innerText(), /Sample data/);
  }));

// What the unpacker is in the middle of when it is stopped.
for (const [what, path, moment] of [
  ["a gzip archive", () => large(".csv.gz", 1_500_000, (text) => gzipSync(text, { level: 1 })), /[1-9][\d,]* rows/],
  ["a ZIP archive", () => large(".zip", 1_500_000, (text) => zip([["export.csv", text]])), /[1-9][\d,]* rows/],
  ["a workbook that is being opened", millionRows, /Reading|Loading/],
  ["a sheet that is being read", millionRows, /[1-9][\d,]* rows/],
]) {
  test(`Cancel stops ${what} and leaves what was there; the next file is read`, { timeout: 300_000 }, (t) =>
    onPage("/data", async (page) => {
      const file = path();
      await ready(page);
      const before = await page.getByRole("status").innerText();
      await page.getByLabel("Add files").setInputFiles(file);
      await page.locator(".progress p").filter({ hasText: moment }).waitFor({ timeout: 120_000 });
      t.diagnostic(`stopped after ${Math.round(await pressCancel(page))} ms`);
      assert.equal(await page.getByRole("status").innerText(), before);
      assert.match(await page.locator("header").first().innerText(), /Sample data/);
      const book = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../tests/golden/formats/ad_spend.ods"));
      await addFiles(page, [{ name: "next.ods", mimeType: "", buffer: book }]);
      assert.match(await page.locator("article", { hasText: "next.ods" }).first().locator(".counts").innerText(), /40/);
    }));
}

/** Milliseconds from the press of the button until the page is at rest. */
function pressCancel(page) {
  return page.evaluate(async () => {
    const button = [...document.querySelectorAll("button")].find((b) => b.textContent.trim() === "Cancel");
    const start = performance.now();
    button.click();
    while (document.documentElement.dataset.state !== "ready") await new Promise((r) => setTimeout(r, 1));
    return performance.now() - start;
  });
}
