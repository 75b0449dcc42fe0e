/** Turns the rows that measurements report into the page docs/performance.md. */

/** What each section is called, in the order of the page, and the page that says where its time goes. */
export const sections = [
  ["pixel", "From a heartbeat to its pixel"],
  ["frames", "Frames and memory of a page"],
  ["server", "What a heartbeat costs the server"],
  ["flat", "Flat in history"],
  ["load", "First load, interaction, second visit"],
  ["attack", "Neighbours of a flood"],
  ["host", "The embedded host beside the bare machine"],
];

const digits = (value) => {
  if (!Number.isFinite(value)) return "not measured";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
};
const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
const withUnit = (value, unit) => `${digits(value)}${unit === "" || !Number.isFinite(value) ? "" : ` ${unit}`}`;

function goalText({ goal, unit }) {
  if (goal === undefined) return "";
  const says = (value) => (goal.of === "ratio" ? `${digits(value)} times` : withUnit(value, unit));
  return [goal.least === undefined ? "" : `at least ${says(goal.least)}`, goal.most === undefined ? "" : `at most ${says(goal.most)}`]
    .filter((part) => part !== "")
    .join(", ");
}

function line(row) {
  const floor = row.floor === undefined ? "" : `${digits(row.ratio)} times ${row.floor.name} (${withUnit(row.floor.value, row.unit)})`;
  const met = row.met === undefined ? "" : row.met ? "met" : "**missed**";
  const what = row.note === undefined ? row.what : `${row.what} (${row.note})`;
  return `| ${[what, withUnit(row.value, row.unit), floor, goalText(row), met].map(cell).join(" | ")} |`;
}

/**
 * @param rows what `report` of report.mjs wrote
 * @param run `{ date, machine, commit }`, words for the heading
 * @param notes the sections that have a page of their own in docs/performance/
 * @returns the text of docs/performance.md; a section without rows is said to be without
 */
export function renderPage(rows, { date, machine, commit }, notes) {
  const parts = [
    "# Performance",
    "",
    `Measured on ${date} at ${commit} on ${machine}, by \`npm run bench\`, which writes this page: one run, everything (robots, pages, browser, host) on the one machine.`,
    "Timings vary by a third from run to run, so read the ratios beside a floor of the same run before the milliseconds.",
    "No test asserts a time; bytes loaded and rows read and written are asserted by `npm test`.",
  ];
  for (const [id, title] of sections) {
    const own = rows.filter(({ section }) => section === id);
    parts.push("", `## ${title}`, "");
    if (notes.includes(id))
      parts.push(`Where the time goes, before and after, and what limits it: [performance/${id}.md](performance/${id}.md).`, "");
    if (own.length === 0) parts.push("Not measured in this run.");
    else parts.push("| measured | value | beside the floor | goal | |", "|---|---|---|---|---|", ...own.map(line));
  }
  return `${parts.join("\n")}\n`;
}
