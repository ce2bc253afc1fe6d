// What a run cost beside time: memory and bytes.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const MOUNTS = [
  ["/tributary/", process.env.BENCH_DIST],
  ["/bench/", join(import.meta.dirname, "..")],
  ["/packages/", join(process.env.TRIBUTARY_PACKAGES, "node_modules")],
];

/** The most memory that the renderer of this run ever held, in MB, from the system's own account; 0 where it has none. */
export function peakMemory() {
  const parents = new Map();
  let most = 0;
  try {
    for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        parents.set(id, readFileSync(`/proc/${id}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
      } catch { /* It ended meanwhile. */ }
    }
    const isOurs = (id) => id && (id === String(process.pid) || isOurs(parents.get(id)));
    for (const id of parents.keys()) {
      if (!isOurs(id) || !readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=renderer")) continue;
      const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
      most = Math.max(most, kilobytes / 1000);
    }
  } catch { /* No /proc here: memory is not reported. */ }
  return most;
}

const sizes = new Map();

/** What was fetched, workers included, as a host that compresses would send it: sizes of the files on disk. */
export function downloaded(urls) {
  let sum = 0;
  for (const url of urls) {
    const path = new URL(url).pathname;
    const mount = MOUNTS.find(([prefix]) => path.startsWith(prefix));
    if (!mount || path.endsWith(".csv")) continue;
    const file = join(mount[1], path.slice(mount[0].length) || "index.html");
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(file), { level: 9 }).length);
    sum += sizes.get(file);
  }
  return sum;
}
