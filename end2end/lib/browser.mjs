// Chromium, the page below a path of a static server, and what every suite wants to know of it.
//
// `cargo xtask test browser` sets the environment: where the page is, where the npm packages and the native tables are.
// Every page that is opened here is watched: console errors, uncaught errors, and requests to another origin fail the
// test that caused them.

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import assert from "node:assert/strict";

const packages = process.env.TRIBUTARY_PACKAGES;
export const address = process.env.TRIBUTARY_URL;
if (!packages || !address) {
  throw new Error("Run the suites with `cargo xtask test browser`: it serves the page and installs what they need.");
}
const require = createRequire(join(packages, "package.json"));
const { chromium } = require("playwright-core");
export const { AxeBuilder } = require("@axe-core/playwright");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser;

/** Starts Chromium before a suite's tests and ends it after them. */
export function withBrowser() {
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
  });
  after(async () => browser?.close());
}

/**
 * Opens the page in a context of its own, runs the test and checks what the page did meanwhile.
 * `hash` is the part after `#`; `options` go to the browser context; `allow` lists console errors that are expected.
 */
export async function onPage(hash, test, { options = {}, allow = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    reducedMotion: "reduce",
    ...options,
  });
  try {
    const page = await context.newPage();
    const seen = watch(page);
    await page.addInitScript(recordStates);
    await page.goto(address + (hash ? `#${hash}` : ""));
    await test(page, seen);
    assert.deepEqual(seen.foreign, [], "no request leaves the page's own origin");
    const errors = seen.errors.filter((text) => !allow.some((pattern) => pattern.test(text)));
    assert.deepEqual(errors, [], "the console shows no error");
  } finally {
    await context.close();
  }
}

/** Collects what a page says and asks for. */
export function watch(page) {
  const origin = new URL(address).origin;
  const seen = { errors: [], foreign: [], requests: [] };
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => seen.errors.push(String(error.stack ?? error)));
  page.context().on("request", (request) => {
    const url = new URL(request.url());
    seen.requests.push(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.origin !== origin) {
      seen.foreign.push(request.url());
    }
  });
  return seen;
}

// Runs in the page before anything else: every state it ever had, in order.
function recordStates() {
  window.pageStates = [];
  const note = () => {
    const state = document.documentElement?.dataset.state;
    if (state && window.pageStates.at(-1) !== state) window.pageStates.push(state);
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
}

/** Waits until the page shows numbers. */
export async function ready(page, timeout = 60_000) {
  const state = await page.waitForFunction(
    () => ["ready", "error"].find((state) => state === document.documentElement.dataset.state),
    undefined,
    { timeout },
  );
  assert.equal(await state.jsonValue(), "ready", "the page is ready, not in error");
}

/** Does something that sets the engine to work and waits until it has ended. */
export async function settle(page, action, timeout = 60_000) {
  await page.evaluate(() => (window.pageStates = []));
  await action();
  await page.waitForFunction(
    () => window.pageStates.includes("working") && ["ready", "error"].includes(document.documentElement.dataset.state),
    undefined,
    { timeout },
  );
  assert.equal(await page.locator("html").getAttribute("data-state"), "ready", "the page is ready, not in error");
  // A step is written into the address 30 ms after the page has changed: a timer set later runs after that one.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 40)));
}

/** Goes to another place of the page by its link. */
export async function follow(page, hash) {
  await settle(page, () => page.evaluate((to) => (location.hash = to), hash));
}

/** Loads files as the button does. */
export async function addFiles(page, files) {
  await settle(page, () => page.getByLabel("Add files").setInputFiles(files));
}

/** Drops files (`{ name, text }`) anywhere on the page. */
export async function dropFiles(page, files) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, text } of list) data.items.add(new File([text], name, { type: "text/csv" }));
    return data;
  }, files);
  const target = page.locator("main");
  await target.dispatchEvent("dragenter", { dataTransfer: transfer });
  await target.dispatchEvent("dragover", { dataTransfer: transfer });
  const frame = await page.getByText("Drop exports to add them").isVisible();
  await settle(page, () => target.dispatchEvent("drop", { dataTransfer: transfer }));
  return frame;
}

/** Presses a button that saves a file and returns its name and text. */
export async function save(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** The CSV that the page of a table saves. */
export async function downloadTable(page, table, query = "") {
  await page.evaluate((to) => (location.hash = to), `/tables/${table}${query ? `?${query}` : ""}`);
  await page.getByRole("heading", { level: 1, name: table }).or(page.locator("h1", { hasText: table })).waitFor();
  await ready(page);
  return save(page, page.getByRole("button", { name: "Download CSV" }).first());
}

/** Keeps a picture of the page, for people. */
export async function picture(page, name) {
  const folder = process.env.TRIBUTARY_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
