// The filters are in the link, and the link alone gives the same view to the next person.

import { test } from "node:test";
import assert from "node:assert/strict";
import { addFiles, downloadTable, follow, onPage, picture, ready, settle, withBrowser } from "./lib/browser.mjs";
import { exports, parseCsv, samples } from "./lib/files.mjs";
import { readFileSync } from "node:fs";

withBrowser();

test("a grain chosen on the page is in the link, and Back takes it out", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    await settle(page, () => page.getByLabel("Grain").selectOption("month"));
    assert.match(new URL(page.url()).hash, /grain=month/);
    await settle(page, () => page.goBack());
    assert.doesNotMatch(new URL(page.url()).hash, /grain=month/);
  }));

test("a link with a range, a channel and a grain opens that view", () =>
  onPage("/overview?from=2025-07-01&to=2025-07-31&channel=Meta&grain=day", async (page) => {
    await ready(page);
    assert.equal(await page.getByLabel("Grain").inputValue(), "day");
    const { bytes } = await downloadTable(page, "channel_funnel", "from=2025-07-01&to=2025-07-31&channel=Meta");
    const rows = parseCsv(bytes.toString());
    assert.deepEqual(rows.map((row) => row.channel), ["Meta"]);
  }));

test("a click on a row of the channel table filters the page, again clears", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const before = page.url();
    await settle(page, () => page.locator("tr.filter", { hasText: "LinkedIn" }).first().click());
    assert.match(decodeURIComponent(page.url()), /channel=LinkedIn/);
    await settle(page, () => page.locator("tr.filter", { hasText: "LinkedIn" }).first().click());
    assert.equal(page.url(), before);
  }));

test("one month by the link sums to what the raw rows of that month say", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const files = exports ?? samples;
    await addFiles(page, files);
    const { bytes } = await downloadTable(page, "channel_funnel", "from=2025-08-01&to=2025-08-31");
    const rows = parseCsv(bytes.toString());
    const raw = (index, date) =>
      [...new Set(readFileSync(files[index], "utf8").trim().split("\n"))]
        .map((line, i, all) => (i === 0 ? null : parseCsv(`${all[0]}\n${line}\n`)[0]))
        .filter((row) => row && row[date].startsWith("2025-08"));
    const total = (column) => rows.reduce((sum, row) => sum + Number(row[column] || 0), 0);
    const spend = raw(0, "date").reduce((sum, row) => sum + Number(row.spend_usd.replace(/[$,]/g, "") || 0), 0);
    assert.ok(Math.abs(total("spend_usd") - spend) < 0.01, `${total("spend_usd")} against ${spend}`);
    assert.equal(total("sessions"), raw(1, "session_date").length);
    assert.equal(total("opportunities"), raw(2, "created_date").length);
  }));

test("a bad value in the link falls back and says so; an unknown key stays", () =>
  onPage("/overview?from=yesterday&future=1", async (page) => {
    await ready(page);
    assert.match(page.url(), /future=1/);
    assert.match(await page.locator("main").innerText(), /yesterday|from/i);
    await follow(page, "/overview");
  }));

test("the page of a narrowed range names the range", () =>
  onPage("/overview?from=2025-08-01&to=2025-08-31", async (page) => {
    await ready(page);
    assert.match(await page.locator("main").innerText(), /Aug/);
    await picture(page, "overview-august");
  }));
