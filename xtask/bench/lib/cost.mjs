// What a run cost beside time: memory and bytes.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const MOUNTS = [
  ["/tributary/", process.env.BENCH_DIST],
  ["/bench/", join(import.meta.dirname, "..")],
  ["/packages/", join(process.env.TRIBUTARY_PACKAGES, "node_modules")],
];

/** The renderers of this run, by process id; none where the system keeps no account of them. */
function renderers() {
  const parents = new Map();
  try {
    for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        parents.set(id, readFileSync(`/proc/${id}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
      } catch { /* It ended meanwhile. */ }
    }
    const isOurs = (id) => id && (id === String(process.pid) || isOurs(parents.get(id)));
    return [...parents.keys()].filter((id) => {
      try {
        return isOurs(id) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=renderer");
      } catch {
        return false;
      }
    });
  } catch {
    return []; // No /proc here: memory is not reported.
  }
}

/** Megabytes that the system counts for a process under these names, together. */
function counted(id, names) {
  try {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    const kilobytes = names.map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0));
    return kilobytes.reduce((sum, some) => sum + some, 0) / 1000;
  } catch {
    return 0; // It ended meanwhile.
  }
}

/** The most memory that the renderer of this run ever held, in MB, from the system's own account; 0 where it has none. */
export function peakMemory() {
  return Math.max(0, ...renderers().map((id) => counted(id, ["VmHWM"])));
}

/** Milliseconds between two looks at memory. */
const LOOK_EVERY = 50;
/** Looks after which renderers are looked for again. */
const LOOKS = 10;

/**
 * Watches how much of that memory is the page's own, so without the browser's program, which all tabs share. To be called
 * for the most so far, in MB; it ends the watch.
 */
export function watchOwnMemory() {
  let [most, looks, ids] = [0, 0, []];
  const watch = setInterval(() => {
    if (looks++ % LOOKS === 0) ids = renderers();
    most = Math.max(most, ...ids.map((id) => counted(id, ["RssAnon", "RssShmem"])));
  }, LOOK_EVERY);
  return () => {
    clearInterval(watch);
    return most;
  };
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
