// An analyst drops fresh exports and gets exactly the numbers of the golden file.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { addFiles, downloadTable, dropFiles, onPage, picture, ready, withBrowser } from "./lib/browser.mjs";
import { expected, exports, file, parseCsv, samples } from "./lib/files.mjs";

withBrowser();

const files = exports ?? samples;
const contents = files.map((path) => ({ name: basename(path), text: readFileSync(path, "utf8") }));

test("files dropped anywhere replace the sample data", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const frame = await dropFiles(page, contents);
    assert.ok(frame, "a frame says that files can be dropped");
    const text = await page.locator("main").innerText();
    for (const { name } of contents) assert.ok(text.includes(name), `${name} has its card`);
    assert.doesNotMatch(await page.locator("header").first().innerText(), /Sample data/);
    await picture(page, "data-dropped");
  }));

test("files are recognised by their header, whatever they are called, and counted", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(
      page,
      contents.map(({ text }, i) => ({ name: `export (${i}).txt`, mimeType: "text/plain", buffer: Buffer.from(text) })),
    );
    const counts = await page.locator(".counts").allInnerTexts();
    assert.ok(counts.length >= 3);
    for (const line of counts) {
      const [read, kept, aside, twice] = line.match(/[\d,]+/g).map((digits) => Number(digits.replaceAll(",", "")));
      assert.equal(read, kept + aside + twice, line);
    }
  }));

test("a monthly export a file is one source", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const [header, ...rows] = contents[0].text.trimEnd().split("\n");
    const half = Math.floor(rows.length / 2);
    const part = (name, some) => file(name, [header, ...some, ""].join("\n"));
    await addFiles(page, [
      part("b.csv", rows.slice(half)),
      part("a.csv", rows.slice(0, half)),
      file("sessions.csv", contents[1].text),
      file("deals.csv", contents[2].text),
    ]);
    const split = await downloadTable(page, "channel_funnel");
    assert.match(split.name, /^channel_funnel\.csv$/);
    const whole = await whatTheFilesGive();
    assert.equal(split.bytes.toString(), whole);
  }));

test("the real exports give the golden numbers", { skip: !expected && "the golden file is not beside the repository" }, () =>
  onPage("/overview", async (page) => {
    await ready(page);
    await addFiles(page, files);
    await picture(page, "overview-real-exports");
    const { bytes } = await downloadTable(page, "channel_funnel");
    same(parseCsv(bytes.toString()), parseCsv(expected));
  }));

async function whatTheFilesGive() {
  let text;
  await onPage("/overview", async (page) => {
    await ready(page);
    await addFiles(page, files);
    text = (await downloadTable(page, "channel_funnel")).bytes.toString();
  });
  return text;
}

/** Counts equal, amounts to the cent, ratios to a millionth, null is null. */
function same(rows, golden) {
  assert.deepEqual(rows.map((row) => row.channel).sort(), golden.map((row) => row.channel).sort());
  for (const want of golden) {
    const got = rows.find((row) => row.channel === want.channel);
    for (const [column, value] of Object.entries(want)) {
      if (column === "channel") continue;
      const label = `${want.channel} ${column}: ${got[column]} against ${value}`;
      assert.equal(got[column] === "", value === "", label);
      if (value === "") continue;
      const exact = /_usd$/.test(column) && !/^(c|p)/.test(column) ? 0.005 : Math.max(1e-6, Math.abs(Number(value)) * 1e-6);
      assert.ok(Math.abs(Number(got[column]) - Number(value)) <= exact, label);
    }
  }
}
