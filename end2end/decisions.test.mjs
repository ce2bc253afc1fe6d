// Each decision on a file's card is taken otherwise: encoding, totals, currency; tables of archives and workbooks too.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { addFiles, onPage, picture, ready, save, settle, withBrowser } from "./lib/browser.mjs";
import { file, parseCsv } from "./lib/files.mjs";

withBrowser();

const folder = join(dirname(fileURLToPath(import.meta.url)), "../tests/golden/formats");

/** Opens how a file was read and chooses another reading of it. */
async function choose(page, card, decision, label) {
  const details = card.locator("details", { hasText: "How it was read" });
  if (!(await details.evaluate((node) => node.open))) await details.locator("summary").click();
  const line = details.locator("li", { hasText: `${decision}: ` }).first();
  await settle(page, () => line.getByRole("button", { name: label, exact: true }).click());
}

test("a file is read again in the encoding that the user says", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const cyrillic = Buffer.from([0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]);
    const rows = [...Array(6)].map((_, i) => Buffer.concat([Buffer.from(`2025-07-0${i + 1},C${i},Meta,`), cyrillic, Buffer.from(",1\n")]));
    const text = Buffer.concat([Buffer.from("date,campaign_id,channel,utm_campaign,spend_usd\n"), ...rows]);
    await addFiles(page, [file("spend.csv", text)]);
    const card = page.locator("article", { hasText: "spend.csv" }).first();
    await choose(page, card, "Encoding", "Windows-1251");
    assert.match(await card.textContent(), /Windows-1251 \(as you said\)/);
    await page.evaluate(() => (location.hash = "/tables/ad_spend"));
    await page.getByText("Москва").first().waitFor();
  }));

test("a total is read as a row where the user says so", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("x.csv", "session_id,session_date\nS1,2025-07-01\nTotal,2025-07-02\n")]);
    const card = page.locator("article", { hasText: "x.csv" }).first();
    assert.match(await card.locator(".counts").innerText(), /2 read = 1 kept/);
    await choose(page, card, "Totals", "read as rows");
    assert.match(await card.locator(".counts").innerText(), /2 read = 2 kept/);
  }));

for (const [what, name, content] of [
  ["a sheet of a workbook", "ad_spend.xlsx", readFileSync(join(folder, "ad_spend.xlsx"))],
  ["a packed UTF-16 file", "wide.csv.gz", gzipSync(Buffer.from(`\ufeff${readFileSync(join(folder, "ad_spend.csv"), "utf8")}`, "utf16le"))],
]) {
  test(`the columns of ${what} are mapped`, () =>
    onPage("/data", async (page) => {
      await ready(page);
      await addFiles(page, [file(name, content)]);
      const card = page.locator("article", { hasText: name }).first();
      await card.getByRole("button", { name: "Map columns" }).click();
      const dialog = page.getByRole("dialog", { name: "Map columns" });
      await dialog.getByText("Nothing is missing.").waitFor();
      const names = await dialog.getByLabel(/^campaign_id/).locator("option").allInnerTexts();
      assert.ok(names.includes("campaign_id"), names.join());
      await dialog.getByLabel(/^clicks/).selectOption("");
      await settle(page, () => dialog.getByRole("button", { name: "Load it so" }).click());
      assert.match(await card.locator(".counts").innerText(), /40 kept/);
      assert.match(await card.textContent(), /Not used: [^(]*clicks/);
    }));
}

test("a refused file shows what was decided about it", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("odd.csv", "colour,size\nred,1\n")]);
    const card = page.locator("article", { hasText: "odd.csv" }).first();
    assert.match(await card.textContent(), /Delimiter: comma/);
  }));

test("a rate beside the other controls turns a foreign currency into dollars", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("eur.csv", "date,campaign_id,channel,spend (EUR)\n2025-07-01,A,Meta,1000\n")]);
    await settle(page, () => page.evaluate(() => (location.hash = "/overview")));
    await page.getByText(/All amounts are in EUR/).waitFor();
    assert.match(await page.locator("main").innerText(), /€1,000/);
    await picture(page, "currency");
    const box = page.getByLabel("US dollars for 1 EUR");
    await box.fill("1.5");
    await settle(page, () => box.press("Enter"));
    await page.getByText(/converted at 1.5 US dollars/).waitFor();
    assert.match(await page.locator("main").innerText(), /\$1,500/);
    assert.match(page.url(), /rate_eur=1.5/);
  }));

test("what changed between two exports is saved", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const july = "date,campaign_id,channel,spend_usd\n2025-07-01,A,Meta,10\n2025-07-02,A,Meta,20\n";
    await addFiles(page, [file("a.csv", july)]);
    await addFiles(page, [file("b.csv", july.replace(",20", ",25"))]);
    const card = page.locator("article", { hasText: "b.csv" }).first();
    assert.match(await card.innerText(), /1 restated, 0 new, 0 vanished, 1 the same/);
    await picture(page, "changes");
    const { name, bytes } = await save(page, card.getByRole("button", { name: "Download what changed" }));
    assert.equal(name, "b.csv.changes.csv");
    const rows = parseCsv(bytes.toString());
    assert.deepEqual(rows.map((row) => [row.change, row.spend_usd]), [["restated from", "20"], ["restated to", "25"]]);
    await settle(page, () => card.getByRole("button", { name: "Replace a.csv" }).click());
    assert.match(await card.locator(".counts").innerText(), /2 read = 2 kept/);
  }));
