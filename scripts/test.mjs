/**
 * `npm test`: every check there is, in the order in which a fault is cheapest to find.
 * Ends with one plain line, `N passed, N failed`: tests of all runners, and one for each check that has no tests.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./lib/browser.mjs";
import { buildAll } from "./lib/build.mjs";
import { bin, ensureInstalled, parseArguments, root, runCommand, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { flags: ["no-e2e", "help"] });
if (options.help === true) {
  say("npm test -- [--no-e2e]");
  process.exit(0);
}
const results = join(root, "test-results");
const total = { passed: 0, failed: 0 };
const lines = [];

function record(name, passed, failed, startedAt) {
  total.passed += passed;
  total.failed += failed;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  lines.push(`${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

/** A check without tests of its own counts as one. */
async function check(name, work) {
  say(`\n== ${name}`);
  const startedAt = Date.now();
  const passed = await work();
  record(name, passed ? 1 : 0, passed ? 0 : 1, startedAt);
  return passed;
}

/** A runner that writes a JSON report; a runner that dies without one, or that fails outside a test, counts as one failure. */
async function runner(name, command, args, report, count, env = process.env) {
  say(`\n== ${name}`);
  const startedAt = Date.now();
  const status = await runCommand(command, args, { env });
  let counted = { passed: 0, failed: 0 };
  try {
    counted = count(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    say(`${name} left no report.`);
  }
  record(name, counted.passed, status !== 0 && counted.failed === 0 ? 1 : counted.failed, startedAt);
}

await ensureInstalled();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await check("types (tsc)", async () => (await runCommand(bin("tsc"), ["--noEmit"])) === 0);
await check("lint (oxlint)", async () => (await runCommand(bin("oxlint"), ["--type-aware"])) === 0);
await check(
  "generated files are current (convex codegen)",
  async () => (await runCommand(process.execPath, ["scripts/codegen.mjs", "--check"])) === 0,
);
await check(
  "every error code is explained (docs/troubleshooting.md)",
  async () => (await runCommand(process.execPath, ["scripts/error-docs.mjs", "--check"])) === 0,
);
const unitReport = join(results, "vitest.json");
await runner(
  "unit and integration tests (vitest)",
  bin("vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  unitReport,
  (report) => ({
    passed: report.numPassedTests,
    failed:
      report.numFailedTests + report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length,
  }),
);
const built = await check("build (vite, esbuild)", async () => {
  try {
    await buildAll();
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
});
if (options["no-e2e"] !== true) {
  if (built) {
    const chromium = await ensureChromium();
    const e2eReport = join(results, "playwright.json");
    const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport };
    await runner(
      "end-to-end tests (playwright)",
      bin("playwright"),
      ["test", "--reporter=list,json"],
      e2eReport,
      ({ stats, errors }) => ({
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + (errors ?? []).length,
      }),
      env,
    );
  } else {
    record("end-to-end tests (not run: nothing to serve)", 0, 1, Date.now());
  }
}

say(`\n${lines.join("\n")}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
