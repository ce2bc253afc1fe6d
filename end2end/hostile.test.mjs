// Files that are made to break an import: each gets one sentence that says what to do, or loads; what was loaded stays,
// nothing in them is ever executed, and the next file is read.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { addFiles, onPage, ready, settle, withBrowser } from "./lib/browser.mjs";
import { millionRows, xlsx, zip } from "./lib/books.mjs";
import { file } from "./lib/files.mjs";
import { memoryOfPages } from "./lib/memory.mjs";

withBrowser();

const folder = join(dirname(fileURLToPath(import.meta.url)), "../tests/golden/formats");
const golden = (name) => readFileSync(join(folder, name));
const csv = golden("ad_spend.csv");
const header = "session_id,user_id,session_date,utm_source,pageviews,conversions";
const session = "S1,U1,2025-07-01,google,1,0";

/** Rows that shrink a thousand times, none of them long: only the ratio tells. */
const bomb = `${header}\n${`${session}\n`.repeat(3_000_000)}`;
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** A sheet that lies behind the end of the workbook: the crate that reads it panics. */
function panicking() {
  const book = golden("ad_spend.xls");
  let at = book.indexOf(Buffer.from([0x85, 0x00]));
  while (book.readUInt16LE(at + 2) > 64) at = book.indexOf(Buffer.from([0x85, 0x00]), at + 1);
  book.writeUInt32LE(0x7fffffff, at + 4);
  return book;
}

const cell = (place, text) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const row = (number, cells) => `<row r="${number}">${cells.join("")}</row>`;
const heading = row(1, header.split(",").map((name, i) => cell(`${"ABCDEF"[i]}1`, name)));
const columns = Array.from({ length: 10_000 }, (_, i) => `column_${i}`);
const content = (cells) =>
  `<?xml version="1.0"?><office:document-content><office:body><office:spreadsheet><table:table table:name="Export">${cells}</table:table></office:spreadsheet></office:body></office:document-content>`;
const ods = (cells) =>
  zip([
    ["mimetype", "application/vnd.oasis.opendocument.spreadsheet"],
    ["META-INF/manifest.xml", "<manifest:manifest/>"],
    ["content.xml", content(cells)],
  ]);
const word = (text, repeats = "") => `<table:table-cell office:value-type="string"${repeats}><text:p>${text}</text:p></table:table-cell>`;

const refused = [
  ["10,000 columns that nobody knows", "wide.csv", `${columns.join(",")}\n${columns.map((_, i) => i).join(",")}\n`, /header row/],
  ["a zip bomb", "bomb.zip", zip([["export.csv", bomb]]), /times its size/],
  ["a gzip bomb", "bomb.csv.gz", gzipSync(bomb), /times its size/],
  ["a truncated gzip archive", "cut.csv.gz", gzipSync(csv).subarray(0, 400), /cut off or damaged: download or pack it again/],
  ["a picture called a CSV", "picture.csv", PNG, /PNG picture.*export the data as CSV/],
  ["nothing but NUL bytes", "zeros.csv", Buffer.alloc(1 << 20), /binary|not text/i],
  ["a workbook with a cell in row four billion", "far.xlsx", xlsx([heading, row(4294967295, [cell("A4294967295", "S1")])]), /damaged.*CSV UTF-8/],
  ["a workbook that repeats a row four billion times", "again.ods", ods(`<table:table-row table:number-rows-repeated="4294967295">${word("x", ' table:number-columns-repeated="16384"')}</table:table-row>`), /CSV/],
  ["a workbook whose comment never ends", "open.ods", ods(`<table:table-row>${word("<office:annotation>")}`), /damaged.*CSV UTF-8/],
  ["a workbook that breaks its reader", "panic.xls", panicking(), /could not be read as a workbook.*save the table as "CSV UTF-8"/],
];

for (const [what, name, bytes, words] of refused) {
  test(`${what} gets a sentence and loses nothing`, () =>
    withSpend(async (page) => {
      await addFiles(page, [file(name, bytes)]);
      await isRefused(page, name, words);
    }));
}

// Too large to lie on a disk: made in the page.
for (const [what, name, part, count, words] of [
  ["a line of 1 GB", "line.csv", "x".repeat(1 << 20), 1024, /longer than 4 MB.*one row a line/],
  ["100 MB of quotes", "quotes.csv", '"'.repeat(1 << 20), 100, /close it|one row a line/],
]) {
  test(`${what} gets a sentence and loses nothing`, () =>
    withSpend(async (page) => {
      await settle(page, () =>
        page.evaluate(
          ([name, part, count]) => {
            const blob = new Blob([part]);
            const transfer = new DataTransfer();
            transfer.items.add(new File(Array(count).fill(blob), name, { type: "text/csv" }));
            const input = document.querySelector("input[type=file]");
            input.files = transfer.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
          },
          [name, part, count],
        ),
      );
      await isRefused(page, name, words);
    }));
}

test("10,000 columns beside those that are known load without them", () =>
  withSpend(async (page) => {
    const values = columns.map((_, i) => i).join(",");
    await addFiles(page, [file("wide.csv", `${header},${columns.join(",")}\n${session},${values}\n`)]);
    assert.deepEqual(await counts(page, "wide.csv"), [1, 1, 0, 0]);
  }));

test("a row with NUL bytes is set aside, or kept as it is, and the others load", () =>
  withSpend(async (page) => {
    await addFiles(page, [file("nul.csv", `${header}\nS1,U1,2025-07-01,goo\0gle,1,0\nS2,U1,2025-07-\x000\x001,google,1,0\nS3,U1,2025-07-01,google,1,0\n`)]);
    const [read, kept, aside, twice] = await counts(page, "nul.csv");
    assert.equal(read, 3);
    assert.equal(read, kept + aside + twice);
    assert.ok(kept >= 1 && aside >= 1);
  }));

test("a workbook of a million rows loads whole", { timeout: 300_000 }, (t) =>
  withSpend(async (page) => {
    const path = millionRows();
    const started = performance.now();
    const memory = memoryOfPages();
    await settle(page, () => page.getByLabel("Add files").setInputFiles(path), 240_000);
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual(await counts(page, "tributary-million"), [1_048_575, 1_048_575, 0, 0]);
    t.diagnostic(`${seconds.toFixed(1)} s from drop to painted page; the page and its workers took ${memory.stop()} MB at most`);
  }));

test("what looks like HTML, a script or a formula is text in every cell and header", () =>
  withSpend(async (page) => {
    const attacks = ["<script>window.attacked = 1</script>", "<img src=x onerror='window.attacked = 1'>", "=HYPERLINK('javascript:window.attacked=1')", "=cmd|' /C calc'!A0", "@SUM(1+1)"];
    const quote = (text) => `"${text.replaceAll('"', '""')}"`;
    const lines = attacks.map((text, i) => `S${i},U1,yesterday,${quote(text)},1,${quote(text)}`);
    await addFiles(page, [file("<svg onload='window.attacked = 1'>.csv", `${header},${quote(attacks[0])},${quote(attacks[1])}\n${lines.map((line) => `${line},1,1`).join("\n")}\nS9,U1,2025-07-01,google,1,0,1,1\n`)]);
    const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
    const cells = attacks.map((text, i) => row(i + 2, [cell(`A${i + 2}`, `T${i}`), cell(`B${i + 2}`, "U1"), cell(`C${i + 2}`, "yesterday"), `<c r="D${i + 2}" t="str"><f>${escaped(text.replace(/^=/, ""))}</f><v>${escaped(text)}</v></c>`, `<c r="E${i + 2}"><v>1</v></c>`, `<c r="F${i + 2}"><v>0</v></c>`]));
    const last = row(9, [cell("A9", "T9"), cell("B9", "U1"), cell("C9", "2025-07-01"), `<c r="D9" t="str"><f>"goo"&amp;"gle"</f><v>google</v></c>`, "<c r=\"E9\"><v>1</v></c>", "<c r=\"F9\"><v>0</v></c>"]);
    await addFiles(page, [file("formulas.xlsx", xlsx([heading, ...cells, last]))]);
    assert.deepEqual(await counts(page, "formulas.xlsx"), [6, 1, 5, 0]);
    const list = await page.locator("#rejects").innerText();
    for (const text of attacks) assert.ok(list.includes(text), `${text} is shown as it stands`);
    assert.equal(await page.evaluate(() => window.attacked), undefined);
    assert.equal(await page.locator("main script, main img, main svg[onload]").count(), 0);
  }));

/** A page of one file of the user's own, which every test must leave as it is. */
function withSpend(hostile) {
  return onPage(
    "/data",
    async (page) => {
      await ready(page);
      await addFiles(page, [file("spend.csv", csv)]);
      await hostile(page);
      assert.equal((await counts(page, "spend.csv"))[1], 40, "what was loaded stays");
      await addFiles(page, [file("next.ods", golden("ad_spend.ods"))]);
      await card(page, "next.ods").waitFor();
      assert.doesNotMatch(await card(page, "next.ods").innerText(), /Not loaded/, "the next file is read");
    },
    // A worker that ends over a file says so to whoever looks for it.
    { allow: [/panicked|unreachable|RuntimeError/] },
  );
}

async function isRefused(page, name, words) {
  const text = await card(page, name).innerText();
  assert.match(text, /Not loaded/);
  assert.match(text, words);
  assert.match(await page.getByRole("alert").innerText(), new RegExp(`${name}.* was not loaded\\. `));
}

function card(page, name) {
  return page.locator("article", { hasText: name }).first();
}

/** Rows read, kept, set aside, left out as duplicates. */
async function counts(page, name) {
  const line = await card(page, name).locator(".counts").innerText();
  return line.match(/[\d,]+/g).map((digits) => Number(digits.replaceAll(",", "")));
}
