/**
 * `npm run soak`: what takes too long for `npm test`. `-- [--seeds 2000] [--from 1] [--kills 200]` worlds that break at the worst moment, and
 * the pure model of a session for ten million steps, and the host killed 200 times (`--kills`) while it works. Writes test-results/soak.jsonl, a line for each world.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureHeadlessChromium } from "./lib/browser.mjs";
import { buildChaos, buildDashboard } from "./lib/build.mjs";
import { bin, ensureInstalled, parseArguments, root, runCommand, say } from "./lib/workspace.mjs";

const options = parseArguments(process.argv.slice(2), { flags: ["help"], values: ["seeds", "from", "kills"] });
if (options.help === true) {
  say("npm run soak -- [--seeds 2000] [--from 1] [--kills 200]");
  process.exit(0);
}
await ensureInstalled();
const results = join(root, "test-results");
mkdirSync(results, { recursive: true });
say("== The rules of a session, ten million steps ...");
const model = await runCommand(bin("vitest"), ["run", "convex/model/sessions/rules.property.test.ts"], { env: { ...process.env, MODEL_STEPS: "10000000" } });
say(`== The host, killed ${options.kills ?? 200} times ...`);
const kills = await runCommand(bin("vitest"), ["run", "host/test/crash.test.ts"], { env: { ...process.env, HOST_KILL_ROUNDS: options.kills ?? "200" } });
say(`== ${options.seeds ?? 2000} worlds ...`);
const env = { ...process.env, CHROMIUM_PATH: await ensureHeadlessChromium() };
const counts = ["--seeds", options.seeds ?? "2000", "--from", options.from ?? "1"];
const worlds = await runCommand(process.execPath, [await buildChaos(), ...counts, "--static", await buildDashboard(), "--report", join(results, "soak.jsonl")], { env, stdio: ["ignore", 1, 2] });
process.exit(model === 0 && kills === 0 && worlds === 0 ? 0 : 1);
