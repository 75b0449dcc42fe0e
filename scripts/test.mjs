/**
 * `npm test`: every check there is, in the order in which a fault is cheapest to find. Tells what it does stage by stage; what the tools
 * say besides is in test-results/, and is shown where a stage fails.
 * Ends with one plain line, `N passed, N failed`: tests of all runners, and one for each check that has no tests.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium, ensureHeadlessChromium } from "./lib/browser.mjs";
import { buildAll, buildChaos } from "./lib/build.mjs";
import { nodeBinary } from "./lib/nodes.mjs";
import { bin, ensureInstalled, parseArguments, root, runLogged, runQuietly, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { flags: ["no-e2e", "newest-node", "help"] });
if (options.help === true) {
  say("npm test -- [--no-e2e] [--newest-node]\n  --newest-node  the host's tests on the newest Node too, which npm fetches");
  process.exit(0);
}
const results = join(root, "test-results");
const total = { passed: 0, failed: 0 };
const begunAt = Date.now();
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Runs one stage and tells how it went; `work` answers `{passed, failed, output}`. */
async function stage(name, work) {
  say(`== ${name} ...`);
  const startedAt = Date.now();
  const { passed, failed, output } = await work();
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) say(output);
  say(`${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds(startedAt)})`);
  return failed === 0;
}

/** A check without tests of its own counts as one. */
function check(name, command, args) {
  return stage(name, async () => {
    const { status, output } = await runQuietly(command, args);
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output };
  });
}

/** One of our scripts that tells with `--check` whether what it writes is current. */
const script = (name, file) => check(name, process.execPath, [file, "--check"]);

/** A build that fails is one failure, and what needs it is left out. */
async function built(name, build) {
  let made;
  await stage(name, async () => {
    try {
      made = await build();
      return { passed: 1, failed: 0, output: "" };
    } catch (error) {
      return { passed: 0, failed: 1, output: error instanceof Error ? error.message : String(error) };
    }
  });
  return made;
}

/** A runner that writes a JSON report; a runner that dies without one, or that fails outside a test, counts as one failure. */
function runner(name, { command, args, log, report, count, env = process.env, cwd = root }) {
  return stage(name, async () => {
    const status = await runLogged(command, args, { env, cwd, log: join(results, log) });
    let counted = { passed: 0, failed: 0 };
    try {
      counted = count(JSON.parse(readFileSync(report, "utf8")));
    } catch {
      say(`${name} left no report.`);
    }
    return {
      passed: counted.passed,
      failed: status !== 0 && counted.failed === 0 ? 1 : counted.failed,
      output: readFileSync(join(results, log), "utf8"),
    };
  });
}

await ensureInstalled();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let products;
/** Two at a time: each of these keeps one core busy, the build longest. It waits for the words, whose check writes their catalogues for a moment. */
const quick = [
  async () => {
    await script("every word of the console is in its catalogues, and translated (npm run words)", "scripts/words.mjs");
    products = await built("build (vite, esbuild)", buildAll);
  },
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

await vitest("unit and integration tests (vitest)", "vitest", process.execPath);
if (options["newest-node"] === true) {
  await vitest("the host's tests on the newest Node", "newest-node", await nodeBinary("latest"), ["--project", "host*"]);
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

const isBuilt = products !== undefined;
// Both mostly wait for leases and starts.
if (isBuilt) await Promise.all([pythonTests(), documentedCommands()]);

if (isBuilt) await check("no page is heavier than its budget (bench/size.mjs)", process.execPath, ["bench/size.mjs", "--check"]);

const chaos = isBuilt ? await built("build of the chaos (esbuild)", buildChaos) : undefined;
if (chaos !== undefined) {
  const report = join(results, "chaos.json");
  // With a browser every twelfth seed has an operator in front of the dashboard.
  const chromium = options["no-e2e"] === true ? undefined : await ensureHeadlessChromium();
  const pages = chromium === undefined ? [] : ["--static", products.staticDir];
  await runner("safety with everything failing (chaos, 50 seeds)", {
    command: process.execPath,
    args: [chaos, "--seeds", "50", "--parallel", "6", "--summary", report, ...pages],
    log: "chaos.log",
    env: { ...process.env, CHROMIUM_PATH: chromium },
    report,
    count: ({ runs, failed }) => ({ passed: runs - failed.length, failed: failed.length }),
  });
}

if (options["no-e2e"] !== true && isBuilt) {
  await ensureHeadlessChromium();
  await ensureChromium();
  const e2eReport = join(results, "playwright.json");
  await runner("browser tests (playwright)", {
    command: bin("playwright"),
    args: ["test", "--reporter=./scripts/lib/playwright-progress.mjs,list,json"],
    log: "playwright.log",
    report: e2eReport,
    count: ({ stats, errors }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected + (errors ?? []).length }),
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport },
  });
}

say(`All of it took ${seconds(begunAt)}.`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
