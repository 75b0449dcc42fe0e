/** What failed in one `npm test`, told once more at its very end: who reads only the last of a long log still learns it. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./workspace.mjs";

const file = join(root, "test-results", "failures.txt");
const LINES = 12;

/**
 * Keeps one failure for the end.
 * @param {string} title what failed
 * @param {string | undefined} text why: its first lines are kept
 */
export function keepFailure(title, text = "") {
  const lines = stripVTControlCharacters(text).trim().split("\n").slice(0, LINES);
  appendFileSync(file, `${[title, ...lines.filter((line) => line !== "").map((line) => `    ${line}`)].join("\n")}\n`);
}

/** Everything that was kept since test-results/ was emptied, and all of its titles below; nothing if nothing failed. */
export function keptFailures() {
  if (!existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const titles = text.split("\n").filter((line) => line !== "" && !line.startsWith(" "));
  return `${text}\nFailed:\n${titles.map((title) => `  ${title}`).join("\n")}\n`;
}
