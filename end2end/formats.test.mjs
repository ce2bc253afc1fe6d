// Archives, workbooks and other encodings load by drop alone, through the unpacker; what is broken loses nothing.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { addFiles, onPage, ready, withBrowser } from "./lib/browser.mjs";
import { zip } from "./lib/books.mjs";
import { file } from "./lib/files.mjs";

withBrowser();

const folder = join(dirname(fileURLToPath(import.meta.url)), "../tests/golden/formats");
const csv = readFileSync(join(folder, "ad_spend.csv"));
const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv.toString("utf8"), "utf16le")]);
const zeros = Buffer.alloc(100 << 20, "0");

const good = [
  ["a gzip archive", "spend.csv.gz", gzipSync(csv), "UTF-8"],
  ["UTF-16", "wide.csv", wide, "UTF-16 LE"],
  ["UTF-16 in a gzip archive", "wide.csv.gz", gzipSync(wide), "UTF-16 LE"],
  ["ISO-8859-1", "latin.csv", Buffer.from(csv.toString("utf8"), "latin1"), "ISO-8859-1"],
  ["a workbook", "ad_spend.xlsx", readFileSync(join(folder, "ad_spend.xlsx")), "Spend"],
  ["an old workbook", "ad_spend.xls", readFileSync(join(folder, "ad_spend.xls")), "Spend"],
  ["an OpenDocument workbook", "ad_spend.ods", readFileSync(join(folder, "ad_spend.ods")), "Spend"],
];

for (const [what, name, content, decision] of good) {
  test(`${what} loads with every row`, () =>
    onPage("/data", async (page) => {
      await ready(page);
      await addFiles(page, [file(name, content)]);
      const card = page.locator("article", { hasText: name }).first();
      const counts = (await card.locator(".counts").innerText()).match(/\d+/g).map(Number);
      assert.equal(counts[1], 40, "rows kept");
      assert.match(await card.textContent(), new RegExp(decision));
    }));
}

const bad = [
  ["a gzip archive that is cut off", "cut.csv.gz", gzipSync(csv).subarray(0, 400), /cut off or damaged/],
  ["a gzip bomb", "zeros.csv.gz", gzipSync(zeros), /times its size|longer than 4 MB/],
  ["half a workbook", "half.xlsx", readFileSync(join(folder, "ad_spend.xlsx")).subarray(0, 4000), /damaged/],
];

for (const [what, name, content, words] of bad) {
  test(`${what} gets a sentence and loses nothing`, () =>
    onPage("/data", async (page) => {
      await ready(page);
      await addFiles(page, [file("spend.csv", csv)]);
      await addFiles(page, [file(name, content)]);
      assert.match(await page.locator("article", { hasText: name }).first().innerText(), words);
      const card = page.locator("article", { hasText: "spend.csv" }).first();
      assert.match(await card.locator(".counts").innerText(), /40/);
    }));
}

test("a question about one table of an archive is answered for that table alone", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const archive = zip([
      ["a.csv", "session_id,session_date\nS1,2025-07-01\nS2,2025-07-01\n"],
      ["b.csv", "session_id,session_date\nT1,03/04/2025\nT2,03/04/2025\nT3,03/04/2025\n"],
    ]);
    // The file behind the archive has a card behind those of its tables.
    await addFiles(page, [file("both.zip", archive), file("spend.csv", csv)]);
    const card = page.locator("article", { hasText: "b.csv" }).first();
    await card.getByRole("button", { name: "MM/DD/YYYY" }).click();
    await page.getByText("3 read = 3 kept").first().waitFor();
    await ready(page);
    const text = await page.locator("main").innerText();
    assert.match(text, /2 read = 2 kept/);
    assert.match(text, /40 read = 40 kept/);
  }));

test("an unknown table in an archive is mapped like any other", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("july.csv.gz", gzipSync("Visit no,When,Seite\nS1,2025-07-01,/a\nS2,2025-07-02,/b\n"))]);
    await page.getByRole("button", { name: "Map columns" }).click();
    const dialog = page.getByRole("dialog", { name: "Map columns" });
    await dialog.getByLabel("What is it?").selectOption("web_analytics");
    await dialog.getByLabel(/^session_id/).selectOption("Visit no");
    await dialog.getByLabel(/^session_date/).selectOption("When");
    await dialog.getByRole("button", { name: "Load it so" }).press("Enter");
    await page.getByText("2 read = 2 kept").first().waitFor();
    await addFiles(page, [file("august.csv.gz", gzipSync("Visit no,When,Seite\nS3,2025-08-01,/a\n"))]);
    assert.match(await page.locator("main").innerText(), /1 read = 1 kept/);
  }));
