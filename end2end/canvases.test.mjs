// Which charts hold pixels: those near the screen, and all of them for the printer.

import { test } from "node:test";
import assert from "node:assert/strict";
import { onPage, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

/** For each chart of the page: how many screens it is away, and whether it is painted. */
const charts = (page) => page.evaluate(() => [...document.querySelectorAll("main canvas.chart")].map((canvas) => {
  const { top, bottom } = canvas.getBoundingClientRect();
  const away = Math.max(top - innerHeight, -bottom, 0) / innerHeight;
  const pixels = canvas.width && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return { away, isPainted: Boolean(pixels) && pixels.some((byte) => byte > 0) };
}));

/** Waits until the charts that are near are painted, and those far away are not. */
async function isAsNear(page) {
  let seen = [];
  for (let turn = 0; turn < 50; turn++) {
    seen = await charts(page);
    if (seen.every(({ away, isPainted }) => (away < 0.99 ? isPainted : away < 1.01 || !isPainted))) return seen;
    await page.waitForTimeout(100);
  }
  assert.fail(`Charts by screens away: ${JSON.stringify(seen)}`);
}

for (const name of ["overview", "attribution"]) {
  test(`${name}: a chart far out of sight holds no pixels and is painted when it comes near`, () =>
    onPage(`/${name}`, async (page) => {
      await ready(page);
      const atTop = await isAsNear(page);
      assert.ok(atTop.some(({ isPainted }) => !isPainted), "some chart is far away");
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      const painted = new Set();
      for (let top = 0; top < height; top += 800) {
        await page.evaluate((to) => scrollTo(0, to), top);
        (await isAsNear(page)).forEach(({ isPainted }, i) => isPainted && painted.add(i));
      }
      assert.equal(painted.size, atTop.length, "every chart was painted on the way down");
      await page.evaluate(() => scrollTo(0, 0));
      await isAsNear(page);
    }));
}

test("the printer gets every chart, wherever the page was scrolled to", () =>
  onPage("/attribution", async (page) => {
    await ready(page);
    await isAsNear(page);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.waitForTimeout(200);
    const seen = await charts(page);
    assert.ok(seen.every(({ isPainted }) => isPainted), JSON.stringify(seen));
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await isAsNear(page);
  }));
