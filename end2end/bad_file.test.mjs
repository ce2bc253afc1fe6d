// What is not an export gets a clear sentence and loses nothing that is loaded.

import { test } from "node:test";
import assert from "node:assert/strict";
import { addFiles, onPage, ready, withBrowser } from "./lib/browser.mjs";
import { file, samples } from "./lib/files.mjs";

withBrowser();

const cases = [
  ["binary junk", file("picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 0xff, 0xfe, 0, 0, 7, 0, 0, 0])), /not.*(CSV|text)|binary/i],
  ["an unknown header", file("people.csv", "first name,last name\nAda,Lovelace\n"), /first.name|recogni[sz]ed|column/i],
  ["an empty file", file("empty.csv", ""), /empty/i],
  ["a header without rows", file("header.csv", "session_id,user_id,session_date,pageviews,conversions\n"), /no rows|header/i],
];

for (const [what, bad, words] of cases) {
  test(`${what} is refused with a sentence`, () =>
    onPage("/data", async (page) => {
      await ready(page);
      await addFiles(page, [bad]);
      const card = page.locator("article", { hasText: bad.name }).first();
      await card.waitFor();
      const text = await card.innerText();
      assert.match(text, /Not loaded/);
      assert.match(text, words);
    }));
}

test("a refused file is named with its reason on whatever page is open, and the numbers stay", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const before = await page.locator(".kpis").first().innerText();
    await addFiles(page, [file("empty.csv", "")]);
    assert.match(await page.getByRole("alert").innerText(), /empty\.csv was not loaded\. .*empty/i);
    assert.equal(await page.locator(".kpis").first().innerText(), before);
  }));

test("ragged rows are set aside with file, line and reason, and the others stay", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const ragged = [
      "session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions",
      "S1,U1,2025-07-01,/,google,brand,3,0",
      "S2,U2,2025-07-01,/,google",
      "S3,U3,2025-07-02,/,google,brand,3,1",
      "S4,U4,2025-07-02,/,google,brand,3,1,extra,extra",
      "S5,U5,2025-07-03,/,google,brand,1,0",
      "",
    ].join("\n");
    await addFiles(page, [file("ragged.csv", ragged)]);
    const line = (await page.locator("article", { hasText: "ragged.csv" }).first().locator(".counts").innerText()).match(/\d+/g);
    assert.deepEqual(line.map(Number), [5, 3, 2, 0]);
    const table = await page.locator("#rejects").innerText();
    assert.match(table, /ragged\.csv/);
    assert.match(table, /ragged_row/);
  }));

test("a bad file beside good ones leaves the good ones alone", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, samples);
    await addFiles(page, [file("nonsense.csv", "a;b\n1;2\n")]);
    const text = await page.locator("main").innerText();
    assert.match(text, /nonsense\.csv/);
    for (const path of samples) assert.ok(text.includes(path.split("/").at(-1)));
  }));

test("text in cells and headers is never HTML", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const attack = "<img src=x onerror=alert(1)>";
    await addFiles(page, [
      file("<b>bold</b>.csv", `session_id,session_date,${attack}\n${attack},2025-07-01,1\n${attack},yesterday,2\n`),
    ]);
    assert.equal(await page.locator("main img[src=x]").count(), 0);
    assert.equal(await page.locator("main article b").count(), 0);
  }));
