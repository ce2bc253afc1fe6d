// What a slider may be moved to is sent to the page before anybody asks: it must be what the engine would answer, and
// never speak of data that has gone.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addFiles, onPage, ready, settle, withBrowser } from "./lib/browser.mjs";
import { file } from "./lib/files.mjs";

withBrowser();

const events = readFileSync(join(import.meta.dirname, "../sample-data/attribution/events.csv"), "utf8");
const [header, ...rows] = events.trimEnd().split("\n");
const half = file("events.csv", [header, ...rows.slice(0, rows.length / 2), ""].join("\n"));

const lookback = (page) => page.getByLabel("Lookback", { exact: true });
const slide = (page, days) => settle(page, () => lookback(page).fill(String(days)));
const said = (page) => page.locator("main").innerText();

/** Waits until nothing has come from the engine for a while: all that it foresees is there. */
async function foreseen(page) {
  await page.waitForFunction(() => {
    if (window.foreseen !== window.heard) window.foreseenAt = performance.now();
    window.foreseen = window.heard;
    return performance.now() - window.foreseenAt > 1500;
  }, undefined, { polling: 100 });
}

/** Counts the engine's messages, from before the page's code runs. */
const count = (page) => page.addInitScript(() => {
  window.heard = 0;
  window.Worker = class extends Worker {
    constructor(...of) {
      super(...of);
      this.addEventListener("message", () => (window.heard += 1));
    }
  };
});

/** The attribution page with all that the engine foresees of it. */
const onForeseen = (test) => onPage("/attribution", async (page) => {
  await count(page);
  await page.reload();
  await ready(page);
  await foreseen(page);
  await test(page);
});

test("a foreseen lookback is shown before the engine can answer, as it would be answered", () =>
  onForeseen(async (page) => {
    const shown = await page.evaluate(async () => {
      const [slider, main] = [document.querySelector("main input[type=range]"), document.querySelector("main")];
      const [heard, before] = [window.heard, main.innerText];
      slider.value = 14;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise(requestAnimationFrame);
      // Numbers, not the slider's own; and no message came with them.
      const digits = (text) => text.replaceAll(/\b(14|30) days/g, "");
      return { isOther: digits(main.innerText) !== digits(before), messages: window.heard - heard };
    });
    assert.deepEqual(shown, { isOther: true, messages: 0 });
    await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
    const moved = await said(page);
    await page.goto(page.url().replace(/#.*/, "#/attribution?lookback_days=14"));
    await page.reload();
    await ready(page);
    assert.equal(moved, await said(page));
  }));

test("after other data comes, a lookback speaks of the data that is loaded", () =>
  onForeseen(async (page) => {
    const ofSample = await slide(page, 14).then(() => said(page));
    await slide(page, 30);
    await addFiles(page, [half]);
    await slide(page, 14);
    const ofHalf = await said(page);
    await foreseen(page);
    await slide(page, 30);
    await slide(page, 14);
    assert.equal(await said(page), ofHalf);
    assert.notEqual(ofHalf, ofSample);
  }));

test("what the page says is in sight is painted in the next frame, and stays", () =>
  onForeseen(async (page) => {
    const [first, settled] = await page.evaluate(async () => {
      const html = document.documentElement;
      // Pictures and texts of which anything is on screen.
      const sight = () => {
        const isShown = (place) => {
          const { top, bottom } = place.getBoundingClientRect();
          return top < innerHeight && bottom > 0;
        };
        const all = [...document.querySelectorAll("main :is(canvas, td, th, h2, p)")].filter(isShown);
        return all.map((place) => (place.localName === "canvas" ? place.toDataURL() : place.innerText));
      };
      const told = (mark, is) => new Promise((done) => {
        const look = () => is() && (observer.disconnect(), done());
        const observer = new MutationObserver(look);
        observer.observe(html, { attributeFilter: [mark] });
      });
      const slider = document.querySelector("main input[type=range]");
      const [inSight, whole] = [told("data-sight", () => html.hasAttribute("data-sight")),
        told("data-state", () => html.dataset.state === "ready")];
      slider.value = 14;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await inSight;
      await new Promise(requestAnimationFrame);
      const first = sight();
      await whole;
      await new Promise(requestAnimationFrame);
      return [first, sight()];
    });
    assert.ok(first.some((text) => text.startsWith("data:image")), "a chart is in sight");
    assert.deepEqual(first, settled);
  }));
