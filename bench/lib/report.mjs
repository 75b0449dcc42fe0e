/** How every measurement says its numbers: a line for a person, and a row for the table of `npm run bench`. */
import { appendFileSync } from "node:fs";

const round = (value) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
const said = (value, unit) => `${round(value)}${unit === "" ? "" : ` ${unit}`}`;

/** @returns whether `value` keeps to a goal such as `{ most: 50 }` or `{ least: 60 }`; undefined without a goal. */
export const isMet = (value, goal) =>
  goal === undefined ? undefined : value <= (goal.most ?? Infinity) && value >= (goal.least ?? -Infinity);

/**
 * Reports one number. `section` is the point of docs/performance.md it belongs to: `pixel`, `frames`, `server`, `flat`, `load`, `attack` or `host`.
 * `floor` is what the bare machine took for the like in the same run, `{ name, value }` in the same unit; its ratio is shown.
 * `goal` is `{ most }` or `{ least }`, of the value, or of the ratio with `of: "ratio"`. With BENCH_ROWS set, the row is
 * appended to that file as one line of JSON.
 */
export function report({ section, what, value, unit = "", floor, goal, note }) {
  const ratio = floor === undefined ? undefined : value / floor.value;
  const met = isMet(goal?.of === "ratio" ? ratio : value, goal);
  const parts = [`${what}: ${said(value, unit)}`];
  if (floor !== undefined) parts.push(`${round(ratio)} times ${floor.name} (${said(floor.value, unit)})`);
  if (met !== undefined) parts.push(met ? "goal met" : "GOAL MISSED");
  if (note !== undefined) parts.push(note);
  console.log(parts.join(" · "));
  const rows = process.env.BENCH_ROWS;
  if (rows !== undefined) appendFileSync(rows, `${JSON.stringify({ section, what, value, unit, floor, ratio, goal, met, note })}\n`);
}
