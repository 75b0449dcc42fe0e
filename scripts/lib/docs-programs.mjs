/**
 * The TypeScript and the Python of a page, each as one program that stops after every block until it is told to go on: so blocks
 * share their variables as they do for a reader who types them into one file, and keep their place among the shell's.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const MARK = "\u0001block";

const pythonStart = `import json as _json, os as _os, sys as _sys
def _go_on(first=False):
    if not first:
        print("${MARK}", flush=True)
    line = _sys.stdin.readline()
    if line == "":
        _sys.exit(0)
    _os.environ.update(_json.loads(line))
_go_on(True)
`;

const typescriptStart = `import { createInterface as __lines } from "node:readline";
const __told = __lines({ input: process.stdin })[Symbol.asyncIterator]();
async function __goOn(first = false): Promise<void> {
  if (!first) process.stdout.write("${MARK}\\n");
  const { value, done } = await __told.next();
  if (done === true) process.exit(0);
  Object.assign(process.env, JSON.parse(String(value)));
}
await __goOn(true);
`;

/** The text of a page's program. TypeScript's is also what the type checker reads. */
export function programText(language, blocks) {
  const [start, pause] = language === "ts" ? [typescriptStart, "await __goOn();\n"] : [pythonStart, "_go_on()\n"];
  return start + blocks.map(({ text }) => text + pause).join("");
}

async function commandOf(language, folder, name, text) {
  if (language === "python") {
    const file = join(folder, `${name}.py`);
    writeFileSync(file, text);
    return ["python3", ["-u", file]];
  }
  const [source, outfile] = [join(folder, `${name}.ts`), join(folder, `${name}.mjs`)];
  writeFileSync(source, text);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
  return [process.execPath, [outfile]];
}

/** A page's program: `next(env)` runs its next block and answers `{ status, stdout, stderr }`, status null while it goes on. */
export async function openProgram(language, { folder, name, blocks }) {
  const [command, words] = await commandOf(language, folder, name, programText(language, blocks));
  let child = null;
  let stdout = "";
  let stderr = "";
  let settle = () => undefined;
  const begin = (env) => {
    child = spawn(command, words, { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
      if (stdout.endsWith(`${MARK}\n`)) settle(null);
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => (stderr += chunk));
    child.on("close", (status) => settle(status ?? 1));
    child.stdin.on("error", () => undefined); // It ended by itself; `close` tells.
  };
  return {
    async next(env) {
      if (child === null) begin(env);
      if (child.exitCode !== null) return { status: child.exitCode, stdout: "", stderr: "The program ended in an earlier block." };
      stdout = stderr = "";
      const ended = new Promise((done) => (settle = done));
      child.stdin.write(`${JSON.stringify(env)}\n`);
      const status = await ended;
      return { status: status ?? 0, stdout: stdout.replace(`${MARK}\n`, ""), stderr };
    },
    stop: () => child?.kill("SIGKILL"),
  };
}
