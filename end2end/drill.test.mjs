// From a number to the rows behind it, and from a row to its line in the file.

import { test } from "node:test";
import assert from "node:assert/strict";
import { follow, onPage, picture, ready, settle, withBrowser } from "./lib/browser.mjs";

withBrowser();

const rows = (page) => page.locator("table.fixed tbody tr");

/** Opens the row that starts with a text, by keyboard. */
async function open(page, text) {
  await page.locator("table.fixed tbody button", { hasText: text }).first().focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  return page.locator("dialog[open]");
}

test("a row of a mart says its formulas and leads to as many rows as it counts", () =>
  onPage("/tables/channel_funnel?from=2025-07-01&to=2025-07-31", async (page) => {
    await ready(page);
    await rows(page).first().waitFor();
    const dialog = await open(page, "Meta");
    const line = (column) => dialog.locator("tr").filter({ has: page.locator("th", { hasText: new RegExp(`^${column}$`) }) });
    assert.match(await line("roas").innerText(), /revenue ÷ spend = \$[\d,]+ ÷ \$[\d,]+ = [\d.]+×/);
    const count = (await line("opportunities").locator("td").first().innerText()).trim();
    await picture(page, "row");
    const link = dialog.locator("a", { hasText: "stg_opportunities" });
    assert.match(await link.innerText(), new RegExp(`^${count} rows? of stg_opportunities$`));
    await link.click();
    await page.locator(".wheres").waitFor();
    const chips = await page.locator(".wheres .chip").allInnerTexts();
    assert.deepEqual(
      chips.map((text) => text.replace("✕", "").trim()),
      ["channel is Meta", "created_date from 1 Jul to 31 Jul 2025"],
    );
    await page.getByText(new RegExp(`^${count} of `)).waitFor();
    assert.equal(await page.locator("dialog[open]").count(), 0);
  }));

test("a row of a file says its name and line, and Escape gives the focus back", () =>
  onPage("/tables/stg_opportunities", async (page) => {
    await ready(page);
    await rows(page).first().waitFor();
    assert.match(await rows(page).first().innerText(), /salesforce_opportunities\.csv · line \d+/);
    const dialog = await open(page, "");
    assert.match(await dialog.innerText(), /salesforce_opportunities\.csv, line \d+/);
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "hidden" });
    assert.match(await page.evaluate(() => document.activeElement.id), /^row-\d+$/);
    await page.locator("#place-0").focus();
    await page.keyboard.press("Enter");
    assert.match(await page.locator("dialog[open]").innerText(), /salesforce_opportunities\.csv, line \d+/);
  }));

test("a null and a number without a total say why on hover", () =>
  onPage("/tables/channel_funnel", async (page) => {
    await ready(page);
    await rows(page).first().waitFor();
    const head = await page.locator("table.fixed thead th").allInnerTexts();
    const at = (name) => head.findIndex((text) => text.startsWith(name));
    const direct = rows(page).filter({ hasText: "Direct" }).locator("td");
    assert.equal(await direct.nth(at("roas")).getAttribute("title"), "No spend is recorded here.");
    const total = page.locator("table.fixed tfoot td").nth(at("users"));
    assert.match(await total.getAttribute("title"), /^No total/);
  }));

test("a row without spend says why its return is not known", () =>
  onPage("/tables/channel_funnel", async (page) => {
    await ready(page);
    await rows(page).first().waitFor();
    const dialog = await open(page, "Direct");
    assert.match(await dialog.innerText(), /No spend is recorded here\./);
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.locator("dialog[open]").waitFor({ state: "hidden" });
  }));

test("a condition of the link is a chip that can be taken out", () =>
  onPage("/tables/stg_opportunities?where=channel~Meta&where=region~", async (page) => {
    await ready(page);
    await page.locator(".wheres").waitFor();
    assert.match(await page.locator(".wheres").innerText(), /channel is Meta/);
    await settle(page, () => page.getByRole("button", { name: "Remove: channel is Meta" }).click());
    assert.doesNotMatch(decodeURIComponent(page.url()), /channel~Meta/);
    await follow(page, "/tables/stg_opportunities");
    assert.equal(await page.locator(".wheres").count(), 0);
  }));

test("the totals row has ratios from the sums, over paid channels where spend is in them", () =>
  onPage("/tables/channel_funnel", async (page) => {
    await ready(page);
    await rows(page).first().waitFor();
    const head = await page.locator("table.fixed thead th").allInnerTexts();
    const at = head.findIndex((name) => name.startsWith("roas"));
    const cell = page.locator("table.fixed tfoot td").nth(at);
    assert.match(await cell.innerText(), /^[\d.]+×$/);
    assert.match(await cell.getAttribute("title"), /^Of paid channels: \$/);
  }));
