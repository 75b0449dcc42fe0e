/** Runs the blocks of one Markdown page, in their order, in a checkout of its own that shares one running host with all others. */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isShown } from "./docs-fences.mjs";
import { openProgram } from "./docs-programs.mjs";
import { root } from "./workspace.mjs";

const BLOCK_MS = 60_000;
const SHOWN_URL = "http://127.0.0.1:3210";

/** Ends a detached process with all that it started. */
export function endGroup({ pid, exitCode, signalCode }, signal) {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
}

/** A checkout as a reader has it: what is read is linked, what finds its own place (the scripts) is copied. */
export function makeCheckout(folder, { data }) {
  mkdirSync(folder, { recursive: true });
  const copied = ["scripts", "package.json"];
  for (const name of readdirSync(root)) {
    if (![".git", ".reflex", "test-results", ...copied].includes(name)) symlinkSync(join(root, name), join(folder, name));
  }
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  if (data !== undefined) symlinkSync(data, join(folder, ".reflex"));
  // npx takes a second to find our own command. This starts the same file at once: it is the one that package.json names.
  mkdirSync(join(folder, ".bin"));
  writeFileSync(
    join(folder, ".bin", "npx"),
    `#!/bin/sh\n[ "$1" = reflex ] || { echo "npx $1 is not known here" >&2; exit 1; }\nshift\nexec node '${join(folder, "scripts", "reflex.mjs")}' "$@"\n`,
    { mode: 0o755 },
  );
}

/** Without what the person who runs the tests has set, with a home of its own, and with the address where the host is this time. */
export function cleanEnvironment(home, url) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:REFLEX_|npm_|PYTHONPATH$|NODE_OPTIONS$|NODE_TEST)/.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    PATH: `${join(home, ".bin")}:${process.env.PATH}`,
    REFLEX_LOG: "text",
    NO_COLOR: "1",
    npm_config_update_notifier: "false",
    PYTHONDONTWRITEBYTECODE: "1",
    ...(url === undefined ? {} : { REFLEX_CONVEX_URL: url }),
  };
}

/** Runs a shell block; variables that it sets are there for the blocks after it. */
function runShell(text, page) {
  const state = join(page.folder, ".environment");
  const script = `set -euo pipefail\nset -a\n${text}\nset +a\nenv -0 > '${state}'\n`;
  return new Promise((done) => {
    const child = spawn("bash", ["-c", script], { cwd: page.folder, env: page.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (chunk) => (said[name] += chunk));
    const timer = setTimeout(() => endGroup(child, "SIGKILL"), BLOCK_MS);
    child.on("close", (status) => {
      clearTimeout(timer);
      if (status === 0)
        page.env = Object.fromEntries(
          readFileSync(state, "utf8")
            .split("\0")
            .filter(Boolean)
            .map((entry) => entry.split(/=(.*)/s, 2)),
        );
      done({ status: status ?? "killed: it took too long", ...said });
    });
  });
}

/** Starts what a reader leaves running in another terminal, and waits for its line where there is one to wait for. */
function startShell(text, pattern, page) {
  return new Promise((done) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", text], {
      cwd: page.folder,
      env: page.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    page.running.push(child);
    let stdout = "";
    const end = (status) => {
      clearTimeout(timer);
      done({ status, stdout, stderr: status === 0 ? "" : `It never printed ${pattern}.` });
    };
    const timer = setTimeout(() => end("too late"), BLOCK_MS);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => {
        stdout += chunk;
        if (new RegExp(pattern).test(stdout)) end(0);
      });
    child.on("close", (status) => end(`ended with ${status}`));
    if (pattern === true) end(0);
  });
}

async function runBlock(block, page) {
  const text = block.text.replaceAll(SHOWN_URL, page.url);
  if (block.language === "sh") return block.marks.starts === undefined ? runShell(text, page) : startShell(text, block.marks.starts, page);
  page.programs[block.language] ??= await openProgram(block.language, {
    folder: page.folder,
    name: "page",
    blocks: page.blocks
      .filter(({ language, marks }) => language === block.language && marks.run === true)
      .map((other) => ({ ...other, text: other.text.replaceAll(SHOWN_URL, page.url) })),
  });
  return page.programs[block.language].next(page.env);
}

const indented = (text) => text.trimEnd().replaceAll(/^/gm, "    ");

/** Answers `[{ name, failure, printed }]`, failure null where the block did what the page says. After a failure the rest of a page is not run. */
export async function runPage({ source, blocks, isRun, folder, url, data }) {
  makeCheckout(folder, { data });
  const page = { blocks, folder, url, env: cleanEnvironment(folder, url), running: [], programs: {} };
  const results = [];
  let last = null;
  try {
    for (const block of blocks) {
      const name = `${source}:${block.line}`;
      const { marks, text } = block;
      if (typeof marks.file === "string") writeFileSync(join(folder, marks.file), text.replaceAll(SHOWN_URL, url));
      if (marks.output === true) {
        if (last === null) continue;
        const printed = last.stdout.replaceAll(url, SHOWN_URL);
        const failure = isShown(text, printed) ? null : `shows\n${indented(text)}\n  but this was printed:\n${indented(printed)}`;
        results.push({ name, failure });
      } else if (isRun(block)) {
        last = await runBlock(block, page);
        const wanted = Number(marks.status ?? 0);
        const failure = last.status === wanted ? null : `ended with ${last.status}, not ${wanted}:\n${indented(last.stdout + last.stderr)}`;
        results.push({ name, failure, printed: last.stdout + last.stderr });
        if (failure !== null) break;
      } else if (marks.run === true) {
        last = null;
      }
    }
  } catch (error) {
    results.push({ name: source, failure: error instanceof Error ? error.message : String(error) });
  } finally {
    for (const child of page.running) endGroup(child, "SIGTERM");
    for (const program of Object.values(page.programs)) program.stop();
  }
  return results;
}
