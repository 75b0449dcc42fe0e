/** What a soak's report says in all: `test-results/soak.jsonl` has a line for each run of a seed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** The runs of a report; a last line that was cut short is left out. */
export function readSoak(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Seeds as ranges: `1–3, 7`. */
export function ranges(seeds) {
  const sorted = [...new Set(seeds)].sort((a, b) => a - b);
  const found = [];
  for (const seed of sorted) {
    const last = found.at(-1);
    if (last !== undefined && seed === last[1] + 1) last[1] = seed;
    else found.push([seed, seed]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}

/** One row of the table in docs/safety.md. */
export function soakRow(runs, date) {
  const sum = (name) => runs.reduce((total, run) => total + (run[name] ?? 0), 0).toLocaleString("en");
  const wrong = runs.filter(({ broken, failed }) => failed !== undefined || broken.length > 0).map(({ seed }) => seed);
  const pages = runs.filter(({ hasPage }) => hasPage).length;
  return `| ${[date, ranges(runs.map(({ seed }) => seed)), runs.length, pages, sum("promotes"), sum("acts"), sum("stops"), wrong.length === 0 ? "none" : `seeds ${ranges(wrong)}`].join(" | ")} |`;
}

/** Puts a row below the others of the table that begins with `head`. */
export function addRow(file, head, row) {
  const lines = readFileSync(file, "utf8").split("\n");
  let at = lines.indexOf(head);
  if (at === -1) throw new Error(`${file} has no table that begins with ${head}`);
  while (lines[at + 1]?.startsWith("|")) at += 1;
  lines.splice(at + 1, 0, row);
  writeFileSync(file, lines.join("\n"));
}
