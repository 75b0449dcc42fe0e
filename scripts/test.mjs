/**
 * `npm test`: every check there is: first what is quick to find a fault, then vitest and the chaos, then the browser tests with those of
 * Python and of the documentation beside them. Tells what it does stage by stage; what the tools say besides is in
 * test-results/, and is shown where a stage fails.
 * Ends with one plain line, `N passed, N failed`: tests of all runners, and one for each check that has no tests.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium, ensureHeadlessChromium } from "./lib/browser.mjs";
import { buildAll, buildChaos } from "./lib/build.mjs";
import { keptFailures } from "./lib/failures.mjs";
import { nodeBinary } from "./lib/nodes.mjs";
import { built, check, results, runner, script, seconds, total } from "./lib/test-stages.mjs";
import { bin, ensureInstalled, parseArguments, root, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { flags: ["no-e2e", "newest-node", "help"] });
if (options.help === true) {
  say("npm test -- [--no-e2e] [--newest-node]\n  --newest-node  the host's tests on the newest Node too, which npm fetches");
  process.exit(0);
}
const begunAt = Date.now();

await ensureInstalled();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let products;
/** Two at a time: each of these keeps one core busy, the build longest. It waits for the words, whose check writes their catalogues for a moment. */
const quick = [
  async () => {
    await script("every word of the console is in its catalogues, and translated (npm run words)", "scripts/words.mjs");
    products = await built("build (vite, esbuild)", buildAll);
    if (products !== undefined)
      await check("no page is heavier than its budget (bench/size.mjs)", process.execPath, ["bench/size.mjs", "--check"]);
  },
  () => check("format (oxfmt)", bin("oxfmt"), ["--check", "."]),
  () => check("types (tsc)", bin("tsc"), ["--noEmit"]),
  () => check("lint (oxlint)", bin("oxlint"), ["--type-aware"]),
  () => script("generated files are current (convex codegen)", "scripts/codegen.mjs"),
  () => script("every error code is explained (docs/troubleshooting.md)", "scripts/error-docs.mjs"),
  () => script("the references are current (docs/reference)", "scripts/docs-reference.mjs"),
  () => script("no link of the documentation is dead", "scripts/docs.mjs"),
].values();
const inTurn = async () => {
  for (const each of quick) await each();
};
await Promise.all([inTurn(), inTurn()]);

/** Vitest on a Node of choice; `name` is that of its files in test-results/. */
function vitest(title, name, node, more = []) {
  const report = join(results, `${name}.json`);
  const reporters = [
    "--reporter=./scripts/lib/vitest-progress.mjs",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  return runner(title, {
    command: node,
    args: [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--silent=passed-only", ...reporters, ...more],
    log: `${name}.log`,
    report,
    count: ({ numPassedTests, numFailedTests, testResults }) => ({
      passed: numPassedTests,
      failed:
        numFailedTests + testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length,
    }),
  });
}

/** `npm test` promises Node alone: a machine without python3 is told so, and goes on. */
function pythonTests() {
  const found = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"], { stdio: "ignore" });
  if (found.error !== undefined || found.status !== 0) {
    const why = found.error === undefined ? "python3 here is older than 3.9" : "there is no python3 here";
    say(`SKIPPED the Python SDK and agent (sdk-python): ${why}, so they were NOT tested.`);
    return undefined;
  }
  const report = join(results, "python.json");
  return runner("Python SDK and agent (unittest)", {
    command: "python3",
    args: ["-m", "tests", "--report", report],
    cwd: join(root, "sdk-python"),
    log: "python.log",
    report,
    count: ({ passed, failed }) => ({ passed, failed }),
    env: { ...process.env, REFLEX_TEST_NODE: process.execPath },
  });
}

function documentedCommands() {
  const report = join(results, "docs.json");
  return runner("every command and fragment of the documentation", {
    command: process.execPath,
    args: ["scripts/docs-blocks.mjs", "--report", report],
    log: "docs.log",
    report,
    count: ({ passed, failed }) => ({ passed, failed }),
  });
}

/** With a browser every twelfth seed has an operator in front of the dashboard. */
async function chaosTests(chromium) {
  const chaos = await built("build of the chaos (esbuild)", buildChaos);
  if (chaos === undefined) return;
  const report = join(results, "chaos.json");
  const pages = chromium === undefined ? [] : ["--static", products.staticDir];
  await runner("safety with everything failing (chaos, 50 seeds)", {
    command: process.execPath,
    args: [chaos, "--seeds", "50", "--parallel", "10", "--summary", report, ...pages],
    log: "chaos.log",
    env: { ...process.env, CHROMIUM_PATH: chromium },
    report,
    count: ({ runs, failed }) => ({ passed: runs - failed.length, failed: failed.length }),
  });
}

function browserTests() {
  const report = join(results, "playwright.json");
  return runner("browser tests (playwright)", {
    command: bin("playwright"),
    args: ["test", "--reporter=./scripts/lib/playwright-progress.mjs,list,json"],
    log: "playwright.log",
    report,
    count: ({ stats, errors }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected + (errors ?? []).length }),
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
}

const isBuilt = products !== undefined;
const hasBrowser = isBuilt && options["no-e2e"] !== true;
const chromium = hasBrowser ? await ensureHeadlessChromium() : undefined;
if (hasBrowser) await ensureChromium();

await vitest("unit and integration tests (vitest)", "vitest", process.execPath);
if (options["newest-node"] === true) {
  await vitest("the host's tests on the newest Node", "newest-node", await nodeBinary("latest"), ["--project", "host*"]);
}

// Alone: a page whose processor is taken by others says late what it should say in time.
if (isBuilt) await chaosTests(chromium);
if (isBuilt) await Promise.all([pythonTests(), documentedCommands(), ...(hasBrowser ? [browserTests()] : [])]);

if (total.failed > 0) say(`\nWhat failed, once more:\n${keptFailures()}`);
say(`All of it took ${seconds(begunAt)}.`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
