// Files that the suites load: the sample data, and real exports where they lie beside the repository.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const names = ["ad_spend.csv", "web_analytics.csv", "salesforce_opportunities.csv"];

/** The sample data's files. */
export const samples = names.map((name) => join(root, "sample-data/channel_funnel", name));

/** Real exports beside the repository, or null. */
export const exports = (() => {
  const folder = join(root, "../shared/data/gtm");
  return existsSync(folder) ? names.map((name) => join(folder, name)) : null;
})();

/** The numbers that the real exports must give, or null. */
export const expected = (() => {
  const path = join(root, "../shared/golden/gtm_channel_funnel_expected.csv");
  return existsSync(path) ? readFileSync(path, "utf8") : null;
})();

/** A file in memory, for setInputFiles. */
export function file(name, content) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(content) };
}

/** Rows of a CSV as objects (RFC 4180). */
export function parseCsv(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"') quoted = true;
    else if (sign === "," || sign === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (sign === "\n") rows.push([]);
    } else if (sign !== "\r") cell += sign;
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell);
  const [header, ...body] = rows.filter((row) => row.length);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}
