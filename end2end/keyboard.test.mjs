// Everything by keyboard, and nothing that axe finds.

import { test } from "node:test";
import assert from "node:assert/strict";
import { AxeBuilder, onPage, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

test("the first Tab is the skip link, and focus is always visible", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip to content/);
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const around = element.closest("label") ?? element;
        return {
          name: element.outerHTML.slice(0, 80),
          size: box.width * box.height,
          marked: [style, getComputedStyle(around)].some((s) => s.outlineStyle !== "none" || s.boxShadow !== "none"),
        };
      });
      assert.ok(seen.size > 0, `${seen.name} has a size`);
      assert.ok(seen.marked, `${seen.name} shows its focus`);
    }
  }));

test("arrow keys read a chart's values aloud and Escape ends it", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const chart = page.locator("canvas[role=img]").first();
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    const bubble = page.locator("[role=tooltip], .tooltip").first();
    await bubble.waitFor();
    assert.match(await bubble.innerText(), /\d/);
    await page.keyboard.press("Escape");
    await bubble.waitFor({ state: "hidden" });
  }));

test("a chart is shown as a table by its button", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const card = page.locator("figure.card").first();
    await card.getByRole("button", { name: "View as table" }).focus();
    await page.keyboard.press("Enter");
    await card.locator("table").waitFor();
    assert.ok((await card.locator("tbody tr").count()) > 0);
  }));

for (const scheme of ["light", "dark"]) {
  for (const hash of ["/overview", "/attribution", "/journeys", "/pipeline", "/signup", "/metrics", "/tables", "/tables/channel_funnel", "/data"]) {
    test(`axe finds nothing on ${hash}, ${scheme}`, () =>
      onPage(
        hash,
        async (page) => {
          await ready(page);
          await page.waitForTimeout(200);
          const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
          const said = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
          assert.deepEqual(said, []);
        },
        { options: { colorScheme: scheme } },
      ));
  }
}
