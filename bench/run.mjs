/**
 * `npm run bench`: every measurement, one after the other, and their one table, docs/performance.md.
 * `-- --only pixel,load` measures some sections and prints their table without writing the page; `-- --full` at full scale.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { buildAll } from "../scripts/lib/build.mjs";
import { ensureChromium } from "../scripts/lib/browser.mjs";
import { bin, ensureInstalled, fail, root, runCommand, say } from "../scripts/lib/workspace.mjs";
import { measurements } from "./measurements.mjs";
import { renderPage, sections } from "./lib/table.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, full: { type: "boolean", default: false } } });
const wanted = options.only?.split(",") ?? sections.map(([id]) => id);
const unknown = wanted.filter((name) => !sections.some(([id]) => id === name));
if (unknown.length > 0) fail(`No section named ${unknown.join(", ")}. There are ${sections.map(([id]) => id).join(", ")}.`, 2);

/** A measurement in TypeScript is bundled first, as the product is. */
async function runnable(file) {
  if (file.endsWith(".mjs")) return join("bench", file);
  const outfile = join("build", `bench-${basename(file, ".ts")}.mjs`);
  const status = await runCommand(bin("esbuild"), [
    join("bench", file),
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--packages=external",
    "--log-level=warning",
    `--outfile=${outfile}`,
  ]);
  return status === 0 ? outfile : fail(`bench/${file} could not be built.`);
}

function machine() {
  const all = cpus();
  return `a machine with ${all.length} cores (${all[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, without a graphics processor`;
}

await ensureInstalled();
const { staticDir } = await buildAll();
const chromium = await ensureChromium();
const scratch = mkdtempSync(join(tmpdir(), "reflex-bench-rows-"));
const rowsFile = join(scratch, "rows.jsonl");
const env = {
  ...process.env,
  BENCH_ROWS: rowsFile,
  CHROMIUM_PATH: chromium,
  STATIC_DIR: staticDir,
  IS_TEST: "1",
  ...(options.full ? { BENCH_FULL: "1" } : {}),
};
const failed = [];
for (const { file, args = [] } of measurements.filter((one) => one.sections.some((id) => wanted.includes(id)))) {
  say(`bench/${file} ${args.join(" ")}`.trim());
  const status = await runCommand(process.execPath, [await runnable(file), ...args], { env, stdio: ["ignore", 1, 2] });
  if (status !== 0) failed.push(file);
}
const rows = existsSync(rowsFile)
  ? readFileSync(rowsFile, "utf8")
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text))
  : [];
rmSync(scratch, { recursive: true, force: true });
const notesDir = join(root, "docs", "performance");
const notes = existsSync(notesDir) ? readdirSync(notesDir).map((name) => basename(name, ".md")) : [];
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
const page = renderPage(rows, { date: new Date().toISOString().slice(0, 10), machine: machine(), commit }, notes);
if (failed.length > 0) fail(`${page}\nFailed: ${failed.join(", ")}. docs/performance.md is left as it was.`);
if (options.only === undefined) {
  writeFileSync(join(root, "docs", "performance.md"), page);
  say("Wrote docs/performance.md");
} else {
  console.log(page);
}
