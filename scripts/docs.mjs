/**
 * `npm run docs`: builds the documentation's site into build/documentation/ where it is stale, and tells where. `--into FOLDER` builds
 * it there, `--check` builds it anew and ends with 1 when a link or an anchor leads nowhere.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildDocs } from "./lib/build.mjs";
import { ensureInstalled, fail, parseArguments, root, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { values: ["into"], flags: ["check"] });
await ensureInstalled();

if (options.into !== undefined) {
  process.chdir(root);
  const { buildSite } = await import("../docs/site/build.mjs");
  for (const problem of await buildSite(options.into)) say(problem);
} else if (options.check === true) {
  process.chdir(root);
  const { buildSite } = await import("../docs/site/build.mjs");
  const { deadLinks } = await import("../docs/site/dead-links.mjs");
  const folder = mkdtempSync(join(tmpdir(), "reflex-docs-"));
  const problems = [...(await buildSite(folder)), ...deadLinks(folder)];
  rmSync(folder, { recursive: true, force: true });
  if (problems.length > 0) fail(problems.join("\n"));
} else {
  say(`Built: ${relative(root, await buildDocs())}/`);
}
