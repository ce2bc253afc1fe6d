// The controls of one page: each sets its key of the link, the default takes the key out, and the view follows.

import { test } from "node:test";
import assert from "node:assert/strict";
import { follow, onPage, picture, ready, settle, withBrowser } from "./lib/browser.mjs";

withBrowser();

const params = (page) => new URLSearchParams(new URL(page.url()).hash.split("?")[1] ?? "");

test("a choice is in the link, its default takes it out, and Back undoes it", () =>
  onPage("/pipeline", async (page) => {
    await ready(page);
    const rule = page.getByLabel("Sourcing rule");
    const first = await rule.inputValue();
    await settle(page, () => rule.selectOption("last_touch"));
    assert.equal(params(page).get("rule"), "last_touch");
    assert.equal(await rule.inputValue(), "last_touch");
    await settle(page, () => rule.selectOption(first));
    assert.equal(params(page).get("rule"), null);
    await settle(page, () => page.goBack());
    assert.equal(params(page).get("rule"), "last_touch");
    await picture(page, "pipeline-controls");
  }));

test("a slider says its number while it is dragged and asks only when the last view is there", () =>
  onPage("/pipeline", async (page) => {
    await ready(page);
    const slider = page.getByLabel("Lookback", { exact: true });
    const start = Number(await slider.inputValue());
    const entries = await page.evaluate(() => history.length);
    await settle(page, async () => {
      await slider.focus();
      for (let i = 0; i < 8; i += 1) await page.keyboard.press("ArrowLeft");
    });
    await page.waitForFunction((days) => location.hash.includes(`lookback_days=${days}`), start - 8);
    await ready(page);
    assert.equal(await page.locator(".slider .strong").innerText(), `${start - 8} days`);
    assert.ok((await page.evaluate(() => history.length)) - entries <= 8);
    await settle(page, () => slider.fill(String(start)));
    await page.waitForFunction(() => !location.hash.includes("lookback_days"));
  }));

test("a drag over hundreds of values ends where the hand let go, in the page and in the address, as one step", () =>
  onPage("/attribution", async (page) => {
    await ready(page);
    const entries = await page.evaluate(() => history.length);
    // A browser lets a page write its address some 200 times in half a minute.
    await settle(page, () => page.evaluate(async () => {
      const slider = document.querySelector("main input[type=range]");
      slider.focus();
      for (let step = 0; step < 400; step += 1) {
        slider.value = 1 + (step % 90);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
      slider.value = 21;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }));
    await page.waitForFunction(() => location.hash.includes("lookback_days=21"));
    await ready(page);
    assert.match(await page.locator("main").innerText(), /At 21 days against the default of 30/);
    assert.equal(await page.evaluate(() => history.length), entries + 1);
    await settle(page, () => page.goBack());
    assert.equal(await page.getByLabel("Lookback", { exact: true }).inputValue(), "30");
  }));

test("the entry that a link leaves behind holds the last value of the slider", () =>
  onPage("/pipeline", async (page) => {
    await ready(page);
    await page.evaluate(async () => {
      const slider = document.querySelector("main input[type=range]");
      const move = (days, ms) => {
        slider.value = days;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        return new Promise((resolve) => setTimeout(resolve, ms));
      };
      await move(40, 500);
      // Sooner than the address follows a slider.
      await move(50, 20);
      document.querySelector("nav a[href*='/signup']").click();
    });
    await page.waitForFunction(() => location.hash.startsWith("#/signup"));
    await ready(page);
    await settle(page, () => page.goBack());
    assert.equal(params(page).get("lookback_days"), "50");
    assert.equal(await page.getByLabel("Lookback", { exact: true }).inputValue(), "50");
  }));

test("a view that offers the same leaves choices, presets and boxes in place, and another one does not", () =>
  onPage("/attribution", async (page) => {
    await ready(page);
    const parts = ["main .control option", ".presets button", "fieldset input"];
    const marked = () => page.evaluate(
      (all) => all.map((part) => [...document.querySelectorAll(part)].filter((one) => one.isKnown).length), parts);
    const counts = await page.evaluate((all) => all.map((part) => {
      const found = [...document.querySelectorAll(part)];
      for (const one of found) one.isKnown = true;
      return found.length;
    }), parts);
    assert.ok(counts.every((count) => count > 0), counts.join(", "));
    await settle(page, () => page.getByLabel("Lookback", { exact: true }).fill("14"));
    assert.deepEqual(await marked(), counts);
    // What is chosen by link is shown as chosen.
    await settle(page, () => page.evaluate(() => (location.hash += "&model=linear&compare=none&channel=Email")));
    assert.equal(await page.getByLabel("Rule in focus").inputValue(), "linear");
    assert.equal(await page.getByLabel("Comparison").inputValue(), "none");
    assert.deepEqual(await page.locator("fieldset input:checked").evaluateAll((all) => all.map((one) => one.id)), ["channel-Email"]);
    // Another page has other choices.
    await follow(page, "/pipeline");
    assert.ok((await page.getByLabel("Sourcing rule").locator("option").count()) > 1);
  }));

test("a table stays where it was scrolled to when its numbers change", () =>
  onPage("/attribution", async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await ready(page);
    const table = (to) => page.evaluate((to) => {
      const isWide = (frame) => frame.firstElementChild.offsetWidth > frame.clientWidth + 40;
      const frame = [...document.querySelectorAll("main .scroll")].find(isWide);
      frame.scrollIntoView();
      frame.scrollLeft = to ?? frame.scrollLeft;
      return [frame.scrollLeft, frame.innerText];
    }, to);
    const [, numbers] = await table(40);
    await settle(page, () => page.getByLabel("Lookback", { exact: true }).fill("7"));
    const [left, others] = await table();
    assert.equal(left, 40);
    assert.notEqual(others, numbers);
  }));

test("what few set is folded under one button that says it, and stays open while it is set", () =>
  onPage("/attribution", async (page) => {
    await ready(page);
    const button = page.locator("details.fold summary");
    assert.match(await button.innerText(), /Own shares: 40 \/ 20 \/ 40$/);
    const slider = page.getByLabel("First touch", { exact: true });
    assert.equal(await slider.isVisible(), false);
    await button.click();
    await settle(page, () => slider.fill("60"));
    assert.equal(params(page).get("first_share"), "60");
    assert.match(await button.innerText(), /60 \/ 20 \/ 40$/);
    assert.equal(await slider.isVisible(), true);
  }));

test("an order is changed by its buttons and its boxes, and the focus stays on what was moved", () =>
  onPage("/signup", async (page) => {
    await ready(page);
    const summary = page.locator("details.order summary");
    await summary.click();
    const lines = page.locator("details.order li");
    const inside = () => page.locator("details.order input:checked").count();
    const before = await inside();
    assert.ok(before > 1, "some steps take part");
    await settle(page, () => lines.nth(before - 1).locator("input").click());
    assert.equal(await inside(), before - 1);
    assert.equal((params(page).get("steps") ?? "").split(",").length, before - 1);
    const up = lines.nth(1).getByRole("button", { name: /^Move .* up$/ });
    await up.focus();
    await settle(page, () => page.keyboard.press("Enter"));
    assert.ok(await page.locator("details.order[open]").count(), "the list stays open");
    assert.match(await page.evaluate(() => document.activeElement.id), /^order-steps-/);
  }));

test("a client is found by typing", () =>
  onPage("/journeys", async (page) => {
    await ready(page);
    const search = page.getByLabel("Client", { exact: true });
    const id = await page.locator("datalist option").first().getAttribute("value");
    await search.fill(id);
    await settle(page, () => page.keyboard.press("Enter"));
    assert.equal(params(page).get("client"), id);
  }));

test("a filter without effect on a page is not there", () =>
  onPage("/metrics", async (page) => {
    await ready(page);
    const shown = await page.locator(".filters select, .filters summary").evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
    await follow(page, "/overview");
    const there = await page.locator(".filters select, .filters summary").evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
    assert.equal(there, 4);
    assert.ok(shown <= there);
  }));
