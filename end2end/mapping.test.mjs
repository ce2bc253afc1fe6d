// A file that Tributary does not know is mapped by keyboard, and the next one of its header loads by itself.

import { test } from "node:test";
import assert from "node:assert/strict";
import { addFiles, onPage, ready, withBrowser } from "./lib/browser.mjs";
import { file } from "./lib/files.mjs";

withBrowser();

const header = "Visit no,When,Seite\n";

test("an unknown header is mapped in a dialog and remembered", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("july.csv", `${header}S1,2025-07-01,/a\nS2,2025-07-02,/b\n`)]);
    await page.getByRole("button", { name: "Map columns" }).click();
    const dialog = page.getByRole("dialog", { name: "Map columns" });
    await dialog.getByLabel("What is it?").selectOption("web_analytics");
    await dialog.getByLabel(/^session_id/).selectOption("Visit no");
    await dialog.getByLabel(/^session_date/).selectOption("When");
    await dialog.getByText("Nothing is missing.").waitFor();
    await dialog.getByRole("button", { name: "Load it so" }).press("Enter");
    await ready(page);
    assert.match(await page.locator("main").innerText(), /2 read = 2 kept/);
    await addFiles(page, [file("august.csv", `${header}S3,2025-08-01,/a\n`)]);
    assert.match(await page.locator("main").innerText(), /1 read = 1 kept/);
  }));

test("a date that reads two ways waits for an answer", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("x.csv", "session_id,session_date\nS1,03/04/2025\n")]);
    const card = page.locator("article", { hasText: "x.csv" });
    assert.match(await card.innerText(), /Needs an answer/);
    await card.getByRole("button", { name: "MM/DD/YYYY" }).click();
    await ready(page);
    assert.match(await page.locator("main").innerText(), /1 read = 1 kept/);
  }));

test("a table pasted as text is loaded", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "session_id,session_date\nS1,2025-07-01\n");
      window.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    });
    await page.getByRole("heading", { name: "pasted.csv" }).waitFor();
    await ready(page);
    assert.match(await page.locator("main").innerText(), /1 read = 1 kept/);
  }));

test("a removed file comes back", () =>
  onPage("/data", async (page) => {
    await ready(page);
    await addFiles(page, [file("x.csv", "session_id,session_date\nS1,2025-07-01\n")]);
    await page.getByRole("button", { name: "Remove x.csv" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "x.csv" }).waitFor();
  }));
