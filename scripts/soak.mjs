/**
 * `npm run soak`: what takes too long for `npm test`. `-- [--seeds 2000] [--from 1] [--kills 200]` worlds that break at the worst moment, and
 * the pure model of a session for ten million steps, the host killed 200 times (`--kills`) while it works, a tab that sleeps for two minutes, and verify.html asked for a change at every place of a file. Writes test-results/soak.jsonl, a line for each world
 * when it ends. A soak that was interrupted goes on with the seeds that have no line (`--fresh` begins anew); `--worlds-only` leaves the rest out. `--note` writes
 * what the report says so far into the table of docs/safety.md, and runs nothing.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureHeadlessChromium } from "./lib/browser.mjs";
import { buildChaos, buildDashboard } from "./lib/build.mjs";
import { addRow, readSoak, ranges, soakRow } from "./lib/soak-report.mjs";
import { bin, ensureInstalled, fail, parseArguments, root, runCommand, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), {
  flags: ["help", "fresh", "note", "worlds-only"],
  values: ["seeds", "from", "kills", "parallel"],
});
if (options.help === true) {
  say("npm run soak -- [--seeds 2000] [--from 1] [--kills 200] [--parallel 8] [--fresh] [--worlds-only] [--note]");
  process.exit(0);
}
await ensureInstalled();
const results = join(root, "test-results");
const report = join(results, "soak.jsonl");
mkdirSync(results, { recursive: true });
if (options.note === true) {
  const runs = readSoak(report);
  if (runs.length === 0) fail(`There is no run in ${report}.`);
  addRow(
    join(root, "docs", "safety.md"),
    "| date | seeds | runs | with a page | promotes | commands to motors | stops | broke a rule |",
    soakRow(runs, new Date().toISOString().slice(0, 10)),
  );
  process.exit(0);
}
if (options.fresh === true) rmSync(report, { force: true });

/** The pure model, the host under `kill -9`, a page that sleeps, and the page that verifies. */
async function partsAlone() {
  say("== The rules of a session, ten million steps ...");
  const model = await runCommand(bin("vitest"), ["run", "convex/model/sessions/rules.property.test.ts"], {
    env: { ...process.env, MODEL_STEPS: "10000000" },
  });
  say(`== The host, killed ${options.kills ?? 200} times ...`);
  const kills = await runCommand(bin("vitest"), ["run", "host/test/crash.test.ts"], {
    env: { ...process.env, HOST_KILL_ROUNDS: options.kills ?? "200" },
  });
  say("== A tab asleep for two minutes ...");
  await ensureHeadlessChromium();
  const inBrowser = (file, env, more = []) =>
    runCommand(
      bin("playwright"),
      ["test", `e2e/${file}.spec.ts`, "--project", "desktop", "--workers", "1", "--reporter", "line", ...more],
      { env: { ...process.env, ...env } },
    );
  const sleep = await inBrowser("failing-page", { ASLEEP_MS: "120000" }, ["--grep", "a tab that slept"]);
  say("== Every place of a file of receipts changed, and verify.html asked ...");
  const verify = await inBrowser("verify-page", { EVERY: "1" });
  return [model, kills, sleep, verify].every((code) => code === 0);
}
const areSound = options["worlds-only"] === true || (await partsAlone());

const first = Number(options.from ?? 1);
const done = new Set(readSoak(report).map(({ seed }) => seed));
const left = Array.from({ length: Number(options.seeds ?? 2000) }, (_, index) => first + index).filter((seed) => !done.has(seed));
say(`== ${left.length} worlds${done.size > 0 ? `; the report has ${ranges(done)}` : ""} ...`);
const env = { ...process.env, CHROMIUM_PATH: await ensureHeadlessChromium() };
const seeds = ["--only", left.join(","), "--parallel", options.parallel ?? "8"];
const worlds =
  left.length === 0
    ? 0
    : await runCommand(process.execPath, [await buildChaos(), ...seeds, "--static", await buildDashboard(), "--report", report], {
        env,
        stdio: ["ignore", 1, 2],
      });
const wrong = readSoak(report).filter(({ broken, failed }) => failed !== undefined || broken.length > 0);
say(
  `${readSoak(report).length} runs in the report, ${wrong.length} broke a rule or failed: ${ranges(wrong.map(({ seed }) => seed)) || "none"}`,
);
process.exit(areSound && worlds === 0 && wrong.length === 0 ? 0 : 1);
