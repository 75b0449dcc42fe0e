/** `npm run test:nodes -- [22 24 latest]`: the tests without a browser on other versions of Node. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeBinary } from "./lib/nodes.mjs";
import { ensureInstalled, parseArguments, root, runLogged, runQuietly, say } from "./lib/workspace.mjs";

const { _: named, project } = parseArguments(process.argv.slice(2), { values: ["project"] });
const versions = named.length === 0 ? ["22", "24", "latest"] : named;

await ensureInstalled();
let failed = 0;
for (const version of versions) {
  const node = await nodeBinary(version);
  const { output } = await runQuietly(node, ["--version"]);
  say(`== Node ${output.trim()} ...`);
  const vitest = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--silent=passed-only"];
  const reporters = ["--reporter=./scripts/lib/vitest-progress.mjs", "--reporter=default"];
  mkdirSync(join(root, "test-results"), { recursive: true });
  const log = join(root, "test-results", `node-${output.trim()}.log`);
  const status = await runLogged(node, [...vitest, ...reporters, ...(project === undefined ? [] : ["--project", project])], {
    env: process.env,
    log,
  });
  if (status !== 0) failed += 1;
  say(`${status === 0 ? "ok    " : "FAILED"} Node ${output.trim()}`);
}
process.exit(failed === 0 ? 0 : 1);
