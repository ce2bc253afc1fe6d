// A phone: 390 pixels, nothing to scroll sideways but tables.

import { test } from "node:test";
import assert from "node:assert/strict";
import { onPage, picture, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

for (const width of [390, 360]) {
  for (const hash of ["/overview", "/attribution", "/journeys", "/pipeline", "/signup", "/metrics", "/tables", "/tables/channel_funnel", "/tables/stg_opportunities?where=channel~Meta", "/data"]) {
    test(`${hash} fits ${width} pixels`, () =>
      onPage(
        hash,
        async (page) => {
          await ready(page);
          await page.waitForTimeout(200);
          const size = await page.evaluate(() => ({ have: innerWidth, need: document.documentElement.scrollWidth }));
          assert.ok(size.need <= size.have, `${size.need} pixels needed, ${size.have} there`);
          await picture(page, `${hash.split("?")[0].replaceAll("/", "-").slice(1)}-${width}`);
        },
        { options: { viewport: { width, height: 844 }, deviceScaleFactor: 2 } },
      ));
  }
}

test("at 390 pixels a change says what it is measured against", () =>
  onPage(
    "/overview?from=2025-08-01&to=2025-08-31",
    async (page) => {
      await ready(page);
      const base = page.locator(".kpi .delta", { hasText: "vs 1–31 Jul" }).first();
      assert.ok(await base.getByText("vs 1–31 Jul").isVisible());
    },
    { options: { viewport: { width: 390, height: 844 } } },
  ));

test("a comparison without earlier data says so beside its filter", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    assert.match(await page.locator(".filters").innerText(), /no earlier data to compare with/);
    await page.getByLabel("Comparison").selectOption("none");
    await page.waitForFunction(() => !document.querySelector(".filters").innerText.includes("no earlier data"));
  }));

for (const hash of ["/overview", "/attribution"]) {
  test(`${hash} fits the width of an A4 sheet, tables and charts included`, () =>
    onPage(hash, async (page) => {
      await ready(page);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.emulateMedia({ media: "print" });
      // A4 less the margins of the style sheet.
      await page.setViewportSize({ width: 703, height: 1032 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 703, `${wide} pixels`);
      const stretched = await page.evaluate(() =>
        [...document.querySelectorAll("canvas.chart")]
          .filter((canvas) => canvas.clientWidth > 1.2 * (canvas.width / devicePixelRatio))
          .map((canvas) => canvas.id),
      );
      assert.deepEqual(stretched, [], "no chart is painted for another width than it is printed at");
    }));
}

test("the page prints without its controls", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.getByLabel("Add files").isVisible(), false);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 10_000);
  }));
