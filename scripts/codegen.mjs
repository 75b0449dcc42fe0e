/**
 * `npm run codegen`: writes convex/_generated with Convex's own generator, offline, against a host of ours.
 * With `--check` it fails when that changes anything, which is what `npm test` does.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildHost } from "./lib/build.mjs";
import { openHost } from "./lib/host.mjs";
import { bin, ensureInstalled, fail, parseArguments, root, runQuietly } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { flags: ["check"] });
const generated = join(root, "convex", "_generated");
const contents = () => new Map(readdirSync(generated).map((name) => [name, readFileSync(join(generated, name), "utf8")]));

await ensureInstalled();
const before = contents();
const dataDir = mkdtempSync(join(tmpdir(), "reflex-codegen-"));
let ran;
try {
  const host = await openHost(await buildHost(), { dataDir, port: 0, hostname: "127.0.0.1", functions: join(root, "convex") });
  try {
    // --typecheck disable: `npm run check` does that, once, for everything.
    ran = await runQuietly(bin("convex"), ["codegen", "--typecheck", "disable", "--url", host.url, "--admin-key", host.adminKey]);
  } finally {
    await host.close();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
if (ran.status !== 0) fail(`${ran.output}\nconvex codegen failed; see above.`);
const changed = [...contents()].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
if (options.check === true && changed.length > 0) fail(`convex/_generated was not current: ${changed.join(", ")}. It is now; commit it.`);
