// How much memory the pages of this suite take, where the system tells.

import { readFileSync, readdirSync } from "node:fs";

/** Watches until `stop` is called, which gives the most that a process with pages took, in MB. */
export function memoryOfPages() {
  let most = 0;
  const look = () => {
    for (const pid of processes()) most = Math.max(most, resident(pid));
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.round(most);
    },
  };
}

/** Processes that show pages, of the browser that this suite started. */
function processes() {
  try {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return all.filter((pid) => read(pid, "cmdline").includes("--type=renderer") && isOurs(pid));
  } catch {
    return [];
  }
}

function isOurs(pid) {
  let at = pid;
  while (Number(at) > 1) {
    if (Number(at) === process.pid) return true;
    at = read(at, "status").match(/PPid:\s*(\d+)/)?.[1] ?? 0;
  }
  return false;
}

function resident(pid) {
  return Number(read(pid, "status").match(/VmRSS:\s*(\d+)/)?.[1] ?? 0) / 1024;
}

function read(pid, what) {
  try {
    return readFileSync(`/proc/${pid}/${what}`, "utf8");
  } catch {
    return "";
  }
}
