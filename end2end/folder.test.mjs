// A folder dropped on the page loads with all that lies in it; files beside the page load by link.

import { test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { onPage, ready, settle, withBrowser } from "./lib/browser.mjs";
import { samples } from "./lib/files.mjs";

withBrowser();

test("a folder loads with its folders, and what a system hides in it is passed over", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-folder-"));
  const [first, second, third] = samples;
  mkdirSync(join(folder, "exports/july"), { recursive: true });
  copyFileSync(first, join(folder, basename(first)));
  copyFileSync(second, join(folder, "exports", basename(second)));
  copyFileSync(third, join(folder, "exports/july", basename(third)));
  writeFileSync(join(folder, "exports/.DS_Store"), Buffer.alloc(6148));
  return onPage("/data", async (page) => {
    await ready(page);
    await settle(page, () => dropPaths(page, [folder]));
    const text = await page.locator("main").innerText();
    for (const path of samples) assert.ok(text.includes(basename(path)), `${basename(path)} has its card`);
    assert.doesNotMatch(text, /DS_Store/);
    assert.equal(await page.getByRole("alert").count(), 0, "no file is refused");
    assert.doesNotMatch(await page.locator("header").first().innerText(), /Sample data/);
  }).finally(() => rmSync(folder, { recursive: true }));
});

test("a folder without files changes nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-folder-"));
  return onPage("/data", async (page) => {
    await ready(page);
    const before = await page.getByRole("status").innerText();
    await dropPaths(page, [folder]);
    await page.waitForTimeout(500);
    await ready(page);
    assert.equal(await page.getByRole("status").innerText(), before);
  }).finally(() => rmSync(folder, { recursive: true }));
});

test("a link loads the files that it names beside the page", () =>
  onPage("/data?src=sample-data/channel_funnel/ad_spend.csv&src=sample-data/channel_funnel/web_analytics.csv", async (page) => {
    await ready(page);
    await page.locator("article", { hasText: "ad_spend.csv" }).first().waitFor();
    assert.doesNotMatch(await page.locator("header").first().innerText(), /Sample data/);
    await page.locator("article", { hasText: "web_analytics.csv" }).first().waitFor();
    assert.equal(await page.locator("article", { hasText: "salesforce_opportunities.csv" }).count(), 0);
  }));

test("a link to a packed file beside the page loads what is in it", () =>
  onPage(
    "",
    async (page) => {
      await ready(page);
      await page.route("**/export.csv.gz", (route) =>
        route.fulfill({ body: gzipSync("session_id,user_id,session_date,utm_source,pageviews,conversions\nS1,U1,2025-07-01,google,1,0\n"), contentType: "application/octet-stream" }));
      await page.goto(`${page.url().split("#")[0]}#/data?src=export.csv.gz`);
      await page.reload();
      await ready(page);
      await page.locator("article", { hasText: "export.csv.gz" }).first().waitFor();
    },
  ));

for (const [what, path] of [
  ["another origin", "https://example.com/export.csv"],
  ["another origin without a scheme", "//example.com/export.csv"],
  ["a place above the page", "../export.csv"],
]) {
  test(`a link to ${what} is refused with a sentence and fetches nothing`, () =>
    onPage(`/data?src=${encodeURIComponent(path)}`, async (page, seen) => {
      await page.getByText("does not lie beside this page").first().waitFor();
      await ready(page);
      assert.match(await page.locator("header").first().innerText(), /Sample data/);
      assert.ok(!seen.requests.some((address) => address.includes("export.csv")));
    }));
}

test("a link to a file that is not there says so, and the sample data comes", () =>
  onPage(
    "/data?src=nothing.csv",
    async (page) => {
      await page.getByText("nothing.csv could not be read beside this page").first().waitFor();
      await ready(page);
      assert.match(await page.locator("header").first().innerText(), /Sample data/);
    },
    { allow: [/404/] },
  ));

/** Drops what lies at these paths in the middle of the page, as the system does. */
async function dropPaths(page, files) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 640, y: 450, data });
  }
}
