// What is downloaded: every table, byte for byte what the native engine writes from the same files.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { downloadTable, onPage, ready, save, withBrowser } from "./lib/browser.mjs";
import { parseCsv } from "./lib/files.mjs";

withBrowser();

const native = process.env.TRIBUTARY_NATIVE;
const tables = readdirSync(native).filter((name) => name.endsWith(".csv"));

test("every table has the same bytes in the browser as natively", () =>
  onPage("/tables", async (page) => {
    await ready(page);
    assert.ok(tables.length >= 8, `${tables.length} tables`);
    for (const name of tables) {
      const got = await downloadTable(page, name.replace(/\.csv$/, ""));
      assert.equal(got.name, name);
      assert.ok(got.bytes.equals(readFileSync(join(native, name))), `${name} differs from the native table`);
    }
  }));

test("the set-aside rows are downloaded with file, line, column, value and code", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const { name, bytes } = await save(page, page.getByRole("button", { name: "Download set-aside rows" }));
    assert.equal(name, "rejects.csv");
    const rows = parseCsv(bytes.toString());
    assert.ok(rows.length >= 3, "each sample file has its bad date");
    for (const column of ["source", "file", "line", "column", "value", "code", "message", "raw"]) {
      assert.ok(column in rows[0], `a column ${column}`);
    }
    assert.ok(rows.some((row) => row.value === "2025-13-02" && row.file === "web_analytics.csv"));
  }));

test("a chart is saved as data, as SVG and as PNG", () =>
  onPage("/overview", async (page) => {
    await ready(page);
    const card = page.locator("figure.card").first();
    const open = () => card.locator(".more, [aria-haspopup]").first().click();
    for (const [item, ending, start] of [
      ["Save data as CSV", ".csv", null],
      ["Save as SVG", ".svg", "<"],
      ["Save as PNG", ".png", "\x89PNG"],
    ]) {
      await open();
      const { name, bytes } = await save(page, page.getByRole("button", { name: item }).or(page.getByRole("menuitem", { name: item })).first());
      assert.ok(name.endsWith(ending), name);
      assert.ok(bytes.length > 40);
      if (start) assert.equal(bytes.toString("latin1").slice(0, start.length), start);
    }
  }));
