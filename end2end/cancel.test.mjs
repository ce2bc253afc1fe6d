// A load can be stopped; what was loaded before stands.

import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPage, ready, withBrowser } from "./lib/browser.mjs";

withBrowser();

/** A file large enough that there is time to stop it. */
function largeFile() {
  const path = join(tmpdir(), "tributary-cancel-2.csv");
  if (existsSync(path)) return path;
  const lines = ["session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions"];
  for (let i = 0; i < 3_000_000; i += 1) {
    lines.push(`${(i * 2654435761) % 4294967296}-${i},U${(i * 48271) % 900001},2025-0${4 + (i % 6)}-1${i % 9},/pricing,google,brand-search,3,0`);
  }
  writeFileSync(path, lines.join("\n"));
  return path;
}

test("Cancel stops a load within a moment and leaves the sample data", () =>
  onPage("/data", async (page) => {
    await ready(page);
    const before = await page.getByRole("status").innerText();
    await page.getByLabel("Add files").setInputFiles(largeFile());
    const cancel = page.getByRole("button", { name: "Cancel" });
    await cancel.waitFor();
    const millis = await page.evaluate(async () => {
      const button = [...document.querySelectorAll("button")].find((b) => b.textContent.trim() === "Cancel");
      const start = performance.now();
      button.click();
      while (document.documentElement.dataset.state !== "ready") await new Promise((r) => setTimeout(r, 5));
      return performance.now() - start;
    });
    assert.ok(millis < 2_000, `stopped after ${millis} ms`);
    assert.equal(await page.getByRole("status").innerText(), before);
    assert.match(await page.locator("header").first().innerText(), /Sample data/);
  }));
