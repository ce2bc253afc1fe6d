// The table that every part prints. A ratio is the median of the ratios of paired runs, and a number the median of its
// runs: the quotient of two medians may differ from the ratio beside them.

const WIDTH = 46;

/** The middle value, or half way between the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** Numbers as people read them: `1,000,000`. */
export const count = (number) => number.toLocaleString("en");

/** A part's title. */
export function title(text) {
  console.log(`\n── ${text}`);
}

/** The heads of the columns. */
export function head(what = "median") {
  console.log(
    `\n${what.padEnd(WIDTH)}${"Tributary".padStart(13)}${"DuckDB-WASM".padStart(15)}${"DuckDB ÷ ours".padStart(15)}`,
  );
}

/**
 * A line: what `read` finds in each run of ours and of theirs (paired, so a ratio is of one run). `theirs` may be a word
 * that says why there is none. With `isRate` more is better, and the ratio is turned over.
 */
export function line(label, ours, theirs, read, unit, { digits = 0, isRate = false } = {}) {
  const values = (runs) => (Array.isArray(runs) && runs.every((run) => !run.failed) ? runs.map(read) : null);
  const [own, other] = [values(ours), values(theirs)];
  const cell = (numbers, word, width) => {
    const text = numbers ? `${median(numbers).toFixed(digits)} ${unit}` : word;
    return text.padStart(width);
  };
  const word = (runs) => (typeof runs === "string" ? runs : "failed");
  const ratios = own && other && own.map((value, run) => (isRate ? value / other[run] : other[run] / value));
  console.log(
    label.padEnd(WIDTH) + cell(own, word(ours), 13) + cell(other, word(theirs), 15) +
      (ratios ? `${median(ratios).toFixed(2)}×`.padStart(15) : ""),
  );
}

/** The longest task on the main thread in any of these runs, and how many there were. */
export function longTasks(label, runs) {
  const done = runs.filter((run) => run?.tasks);
  if (done.length === 0) return;
  const all = done.flatMap((run) => run.tasks);
  const told = all.length
    ? `${Math.max(...all).toFixed(0)} ms (${count(all.length)} in ${count(done.length)} ${done.length === 1 ? "run" : "runs"})`
    : "none above 50 ms";
  console.log(`${`longest task on the page, ${label}`.padEnd(WIDTH)}  ${told}`);
}
