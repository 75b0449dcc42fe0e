/** The stages of `npm test`: each tells how it went, and what all of them found is counted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keepFailure } from "./failures.mjs";
import { root, runLogged, runQuietly, say } from "./workspace.mjs";

/** Where the runners leave their logs and reports. */
export const results = join(root, "test-results");
export const total = { passed: 0, failed: 0 };
export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** How much of what a runner said last is told once more where no test of its failed; its reporter keeps each one that did. */
const TAIL = 12;

/** Runs one stage and tells how it went; `work` answers `{passed, failed, output}`, and `shortly` what is told of it once more at the end. */
export async function stage(name, work) {
  say(`== ${name} ...`);
  const startedAt = Date.now();
  const { passed, failed, output, shortly } = await work();
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) {
    say(output);
    keepFailure(`FAILED ${name}`, shortly);
  }
  say(`${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds(startedAt)})`);
  return failed === 0;
}

/** A check without tests of its own counts as one. */
export function check(name, command, args) {
  return stage(name, async () => {
    const { status, output } = await runQuietly(command, args);
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output, shortly: output };
  });
}

/** One of our scripts that tells with `--check` whether what it writes is current. */
export const script = (name, file) => check(name, process.execPath, [file, "--check"]);

/** A build that fails is one failure, and what needs it is left out. */
export async function built(name, build) {
  let made;
  await stage(name, async () => {
    try {
      made = await build();
      return { passed: 1, failed: 0, output: "" };
    } catch (error) {
      const output = error instanceof Error ? error.message : String(error);
      return { passed: 0, failed: 1, output, shortly: output };
    }
  });
  return made;
}

/** A runner that writes a JSON report; a runner that dies without one, or that fails outside a test, counts as one failure. */
export function runner(name, { command, args, log, report, count, env = process.env, cwd = root }) {
  return stage(name, async () => {
    const status = await runLogged(command, args, { env, cwd, log: join(results, log) });
    let counted = { passed: 0, failed: 0 };
    try {
      counted = count(JSON.parse(readFileSync(report, "utf8")));
    } catch {
      say(`${name} left no report.`);
    }
    const output = readFileSync(join(results, log), "utf8");
    return {
      passed: counted.passed,
      failed: status !== 0 && counted.failed === 0 ? 1 : counted.failed,
      output,
      shortly: counted.failed > 0 ? "" : output.trimEnd().split("\n").slice(-TAIL).join("\n"),
    };
  });
}
