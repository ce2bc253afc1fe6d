// Rows set aside are downloaded, corrected in a spreadsheet and dropped again: they take their places, counted once.

import { test } from "node:test";
import assert from "node:assert/strict";
import { addFiles, onPage, ready, save, withBrowser } from "./lib/browser.mjs";
import { file } from "./lib/files.mjs";

withBrowser();

const spend = "date,campaign_id,channel,spend_usd\n2025-07-01,A,Meta,1\n2025-13-02,B,Meta,2\n2025-07-03,C,Meta,4\n2025-07-04,D,Meta\n";

for (const [what, change] of [
  ["as they were saved", (text) => Buffer.from(text)],
  ["with semicolons", (text) => Buffer.from(text.replace(/"[^"]*"|,/g, (part) => (part === "," ? ";" : part)))],
  ["as Unicode text", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
]) {
  test(`corrected rows come back ${what}`, () =>
    onPage("/data", async (page) => {
      await ready(page);
      await addFiles(page, [file("spend.csv", spend)]);
      const card = page.locator("article", { hasText: "spend.csv" }).first();
      assert.match(await card.locator(".counts").innerText(), /4 read = 2 kept \+ 2 set aside/);
      const { bytes } = await save(page, page.getByRole("button", { name: "Download set-aside rows" }));
      const text = bytes.toString();
      assert.match(text.split("\n")[0], /,raw,date,campaign_id,channel,spend_usd$/);
      // The last field of a line is its own; the sentence and the raw row before stay as they are.
      const mended = text.replace(/,2025-13-02,B,Meta,2\n/, ",2025-07-02,B,Meta,2\n");
      assert.notEqual(mended, text);
      await addFiles(page, [file("rejects.csv", change(mended))]);
      assert.match(await card.locator(".counts").innerText(), /4 read = 3 kept \+ 1 set aside/);
      const told = page.locator("article", { hasText: "rejects.csv" }).last();
      assert.match(await told.innerText(), /spend\.csv: 1 kept now/);
    }));
}
