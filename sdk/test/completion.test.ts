import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { suggestions } from "../cli/completion.ts";
import { buildProgram } from "../cli/program.ts";

const after = (...words: string[]): string[] => suggestions(buildProgram(), words).map(({ value }) => value);

test("commands, options and choices are suggested where they may stand", () => {
  expect(after("")).toEqual(expect.arrayContaining(["login", "sessions", "completion", "help"]));
  expect(after("")).not.toContain("complete");
  expect(after("sessions", "")).toEqual(["list", "authorize", "promote", "demote", "stop", "close", "watch", "help"]);
  expect(after("sessions", "pr")).toEqual(["promote"]);
  expect(after("sessions", "promote", "--")).toEqual(expect.arrayContaining(["--mode", "--budget-seconds", "--yes", "--json", "--help"]));
  expect(after("sessions", "promote", "--yes", "--y")).toEqual([]);
  expect(after("sessions", "promote", "--mode", "")).toEqual(["dry_run", "apply_actions"]);
  expect(after("sessions", "list", "--status", "cl")).toEqual(["closed"]);
  expect(after("completion", "")).toEqual(["bash", "zsh", "fish"]);
});

test("nothing is suggested where only the person knows: ids, names, files", () => {
  expect(after("sessions", "stop", "")).toEqual([]);
  expect(after("sessions", "promote", "--budget-seconds", "")).toEqual([]);
  expect(after("robots", "register-schema", "")).toEqual([]);
  expect(after("deploy", "create", "--name", "sess")).toEqual([]);
});

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  execFileSync(process.execPath, ["scripts/reflex.mjs", "--help"], { stdio: "pipe" });
  folder = mkdtempSync(join(tmpdir(), "reflex-completion-"));
  const commands = join(folder, "bin");
  mkdirSync(commands);
  // The real command answers what a shell asks; what a person would run is only shown.
  const reflex = `#!/bin/sh
case "$1" in complete | completion) exec "${process.execPath}" "${resolve("build/reflex.mjs")}" "$@" ;; esac
printf 'ran: %s\\n' "$*"
`;
  writeFileSync(join(commands, "reflex"), reflex);
  chmodSync(join(commands, "reflex"), 0o755);
  writeFileSync(join(folder, "so101.yaml"), "");
  environment = { ...process.env, PATH: `${commands}:${process.env["PATH"] ?? ""}`, TERM: "dumb", HOME: folder };
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (command: string, args: string[], input = ""): { stdout: string; status: number | null } =>
  spawnSync(command, args, { cwd: folder, env: environment, input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });

/** What a person types, Tab as `\t`, into a bash that has our script; the lines that `reflex` was run with. */
function typeInBash(keys: string): string[] {
  writeFileSync(join(folder, "rc"), 'set -u\nscript=$(reflex completion bash)\neval "$script"\neval "$script"\n');
  const { stdout } = shell("bash", ["--noprofile", "--rcfile", "rc", "-i"], keys);
  return [...stdout.matchAll(/^ran: (.*)$/gm)].map(([, words = ""]) => words);
}

test("Tab completes commands, options, choices and files in an interactive bash, and runs nothing of what was typed", () => {
  const untouched = join(folder, "untouched");
  const clearLine = "\u0015";
  const typed = [
    "reflex sess\tprom\tID --mode app\t--y\t\n",
    "reflex robots register-schema so1\t\n",
    `reflex sessions stop $(touch ${untouched}) \`touch ${untouched}\` --time\t${clearLine}reflex whoami\n`,
  ];
  expect(typeInBash(typed.join(""))).toEqual([
    "sessions promote ID --mode apply_actions --yes",
    "robots register-schema so101.yaml",
    "whoami",
  ]);
  expect(existsSync(untouched)).toBe(false);
});

const has = (command: string): boolean => spawnSync(command, ["-c", "exit"], { stdio: "ignore" }).status === 0;

test.skipIf(!has("fish"))("fish shows what bash shows", () => {
  const ask = (line: string) => `complete -C '${line}'; echo end;`;
  const { stdout } = shell("fish", [
    "-N",
    "-c",
    `reflex completion fish | source; ${ask("reflex sessions pr")}${ask("reflex sessions promote --mode ")}`,
  ]);
  expect(stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["promote", "end", "apply_actions", "dry_run", "end", ""]);
});

test.skipIf(!has("zsh"))("zsh asks for the words that were typed, and shows the answer", () => {
  const typed = `words=(reflex sessions promote '$(touch untouched)' --bud); CURRENT=5; _reflex_completion`;
  const stubs = "compdef() { : }; _describe() { print -r -- $argv; local name=$argv[-1]; print -rl -- ${(P)name} }";
  const { stdout } = shell("zsh", ["-f", "-c", `${stubs}; eval "$(reflex completion zsh)"; ${typed}`]);
  expect(stdout.split("\n").slice(0, 2)).toEqual(["-o option found", "--budget-seconds:apply for this long at most"]);
  expect(existsSync(join(folder, "untouched"))).toBe(false);
});
