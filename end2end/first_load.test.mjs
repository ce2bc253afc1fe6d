// A stakeholder opens the link: the shell at once, then the sample data's numbers, nothing from anywhere else.

import { test } from "node:test";
import assert from "node:assert/strict";
import { address, onPage, picture, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

test("the page paints its frame before the engine has loaded", () =>
  onPage("", async (page) => {
    await page.getByText("Sample data").first().waitFor();
    await page.getByRole("navigation").waitFor();
    await ready(page);
    const states = await page.evaluate(() => window.pageStates);
    assert.equal(states[0], "booting");
    assert.equal(states.at(-1), "ready");
  }));

test("the overview of the sample data shows numbers, charts with a label, and findings", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const text = await page.locator("main").innerText();
    assert.match(text, /\$[\d.]+[MK]?/, "an amount");
    const charts = page.locator("canvas[role=img]");
    assert.ok((await charts.count()) >= 4, "several charts");
    for (const label of await charts.evaluateAll((all) => all.map((canvas) => canvas.getAttribute("aria-label")))) {
      assert.ok(label && label.length > 15, `a chart's label states its finding: ${label}`);
    }
    assert.match(await page.getByRole("status").innerText(), /rows/);
    await picture(page, "overview-light");
  }));

test("every chart is drawn as it comes into sight, at device pixels", () =>
  onPage(
    "/overview",
    async (page) => {
      await ready(page);
      const charts = page.locator("canvas[role=img]");
      assert.ok((await charts.count()) > 5, "the page has charts");
      for (let i = 0; i < (await charts.count()); i++) {
        await charts.nth(i).scrollIntoViewIfNeeded();
        await page.waitForTimeout(300);
        const chart = await charts.nth(i).evaluate((canvas) => {
          const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          const first = data.slice(0, 4).join();
          let other = 0;
          for (let i = 0; i < data.length; i += 4) if (data.slice(i, i + 4).join() !== first) other += 1;
          return { ratio: canvas.width / canvas.clientWidth, other };
        });
        assert.ok(Math.abs(chart.ratio - 2) < 0.1, `drawn at twice the size: ${chart.ratio}`);
        assert.ok(chart.other > 200, "something is drawn");
      }
    },
    { options: { deviceScaleFactor: 2 } },
  ));

test("the dark theme is the system's or the link's", () =>
  onPage(
    "/overview",
    async (page) => {
      await ready(page);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(colour, "rgb(20, 22, 26)");
      await picture(page, "overview-dark");
    },
    { options: { colorScheme: "dark" } },
  ));

test("every request goes to the page's own folder", () =>
  onPage("/overview", async (page, seen) => {
    await ready(page);
    assert.ok(seen.requests.some((url) => url.endsWith(".wasm")));
    for (const url of seen.requests.filter((url) => /^https?:/.test(url))) {
      assert.ok(url.startsWith(address), `${url} is below ${address}`);
    }
  }));

for (const [page_id, words] of [
  ["metrics", /ROAS|roas|Return/],
  ["tables", /channel_funnel/],
  ["data", /web_analytics/],
]) {
  test(`the page ${page_id} opens by its link`, () =>
    onPage(`/${page_id}`, async (page) => {
      await ready(page);
      await page.waitForTimeout(200);
      assert.match(await page.locator("main").innerText(), words);
      await picture(page, page_id);
    }));
}

test("sample data that cannot be had is said in a sentence, and the page waits for files", () =>
  onPage(
    "/overview",
    async (page) => {
      await ready(page);
      await page.route("**/sample-data/**", (route) => route.fulfill({ status: 404, body: "" }));
      await page.reload({ waitUntil: "commit" });
      await page.getByText("The sample data beside this page could not be read").waitFor();
      await ready(page);
      await page.getByText("This page needs more files").waitFor();
    },
    { allow: [/404/] },
  ));
