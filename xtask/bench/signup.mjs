// The sign-up page over a file of funnel events: from the files to the painted page, then from one breakdown to another.

import { statSync } from "node:fs";
import { join } from "node:path";
import { inTurn } from "./lib/browser.mjs";
import { count, head, line, longTasks, title } from "./lib/table.mjs";
import * as tributary from "./lib/tributary.mjs";

const NAMES = ["funnel_events.csv", "members.csv", "employers.csv"];
const BREAKDOWNS = ["country", "employer_industry", "employer_size", "verification_method", "device"];

async function ours(page, files, rows) {
  await tributary.open(page, "/signup");
  const loaded = await tributary.choose(page, files, rows);
  await tributary.tested(page);
  const switched = {};
  for (const by of BREAKDOWNS) {
    switched[by] = await tributary.follow(page, `/signup?by=${by}`);
    await tributary.tested(page);
  }
  return { ...loaded, switched };
}

export async function measure() {
  const runs = Number(process.env.SIGNUP_RUNS);
  const rows = Number(process.env.SIGNUP_ROWS);
  const files = NAMES.map((name) => join(process.env.SIGNUP_FOLDER, name));
  const megabytes = (statSync(files[0]).size / 1e6).toFixed(1);
  title(`signup: ${count(rows)} funnel events, ${megabytes} MB, to the sign-up page; ${runs} runs`);
  const { warm } = await inTurn(runs, { warm: (page) => ours(page, files, rows * 0.99) });

  head();
  line("file to painted page, warm", warm, "", (run) => run.millis, "ms");
  for (const by of BREAKDOWNS) line(`breakdown to by=${by}`, warm, "", (run) => run.switched[by].millis, "ms");
  line("peak memory of the renderer", warm, "", (run) => run.megabytes, "MB");
  longTasks("loading", warm);
  longTasks("switching", warm.flatMap((run) => Object.values(run.switched ?? {})));
  console.log(`status of the last run: ${warm.at(-1).status}`);
}
