// A phone: 390 pixels, nothing to scroll sideways but tables.

import { test } from "node:test";
import assert from "node:assert/strict";
import { onPage, picture, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

for (const width of [390, 360]) {
  for (const hash of ["/overview", "/metrics", "/tables", "/tables/channel_funnel", "/data"]) {
    test(`${hash} fits ${width} pixels`, () =>
      onPage(
        hash,
        async (page) => {
          await ready(page);
          await page.waitForTimeout(200);
          const size = await page.evaluate(() => ({ have: innerWidth, need: document.documentElement.scrollWidth }));
          assert.ok(size.need <= size.have, `${size.need} pixels needed, ${size.have} there`);
          await picture(page, `${hash.replaceAll("/", "-").slice(1)}-${width}`);
        },
        { options: { viewport: { width, height: 844 }, deviceScaleFactor: 2 } },
      ));
  }
}

test("the page prints without its controls", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.getByLabel("Add files").isVisible(), false);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 10_000);
  }));
