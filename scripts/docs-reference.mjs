/**
 * `npm run docs:reference`: writes docs/reference/ from the code. `--check` changes nothing and ends with 1 when a page is not current;
 * without python3 the Python page is left as it is.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, fail, parseArguments, root, say } from "./lib/workspace.mjs";

const { check } = parseArguments(process.argv.slice(2), { flags: ["check"] });
await ensureInstalled();
const { typescriptReference } = await import("../docs/site/reference-typescript.mjs");
const { commandLineReference } = await import("../docs/site/reference-command-line.mjs");
const { wireReference } = await import("../docs/site/reference-wire.mjs");

/** The page's text, or null where there is no python3 to read the sources with. */
function pythonReference() {
  const { error, status, stdout, stderr } = spawnSync("python3", ["docs/site/reference-python.py"], { cwd: root, encoding: "utf8" });
  if (error !== undefined) return null;
  if (status !== 0) fail(stderr);
  return stdout;
}

const pages = {
  "typescript.md": await typescriptReference(),
  "wire.md": wireReference(),
  "command-line.md": commandLineReference(),
  "python.md": pythonReference(),
};
const folder = join(root, "docs", "reference");
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const path = join(folder, name);
  if (text === null) say(`SKIPPED docs/reference/${name}: there is no python3 here.`);
  else if (check !== true) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) fail(`docs/reference/${name} is not current: npm run docs:reference`);
}
if (check !== true) say("Wrote docs/reference/");
