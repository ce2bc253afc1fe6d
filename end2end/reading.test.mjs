// A file is read by a worker of its own, as one stream where the browser can; whatever the way, every row comes in.

import { test } from "node:test";
import assert from "node:assert/strict";
import { addFiles, onPage, ready, withBrowser } from "./lib/browser.mjs";
import { file } from "./lib/files.mjs";

withBrowser();

const ROWS = 120_000;

/** A file of several slices whose rows add up to a number that no part of it has. */
function large() {
  const lines = ["session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions"];
  for (let i = 0; i < ROWS; i += 1) lines.push(`S${i},U${i % 9001},2025-05-1${i % 9},/pricing,google,brand-search,3,${i % 100 ? 0 : 1}`);
  return lines.join("\n");
}

for (const [way, isAlone] of [["by a worker of its own", false], ["by the engine where there is no such worker", true]]) {
  test(`a large file is read ${way}`, () =>
    onPage("/data", async (page) => {
      let loaders = 0;
      await page.context().route("**/engine-loader-*.js", async (route) => {
        loaders += 1;
        const response = await route.fetch();
        const alone = isAlone ? "self.Worker = class { constructor() { throw new Error(); } };" : "";
        await route.fulfill({ response, body: `${alone}\n${await response.text()}` });
      });
      await page.reload();
      await ready(page);
      assert.equal(loaders, 1, "the engine runs under what this test set");
      await addFiles(page, [file("web.csv", large())]);
      const card = page.locator("article", { hasText: "web.csv" }).first();
      assert.match(await card.locator(".counts").innerText(), /120,000/);
      await page.goto(page.url().replace(/#.*/, "#/overview"));
      await ready(page);
      assert.match(await page.locator("main").innerText(), /120,000|120k/);
    }));
}
