/**
 * Plain Node, no dependency: these run on a bare clone before `npm ci`.
 * Everything a person should see goes to stderr; stdout belongs to the command's one result line.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Whether stderr carries lines of JSON for a program: `REFLEX_LOG=json` asks for them, `REFLEX_LOG=text` for words. */
export const wantsJson = () => process.env.REFLEX_LOG === "json";

function tell(level, text) {
  process.stderr.write(wantsJson() ? `${JSON.stringify({ time: new Date().toISOString(), level, event: "start", text })}\n` : `${text}\n`);
}

/** One line of progress on stderr. */
export function say(text) {
  tell("info", text);
}

/** Ends the process with a message a person can act on. What was typed wrong (status 2) is told to whoever typed it, in words. */
export function fail(text, status = 1) {
  if (status === 2) process.stderr.write(`${text}\n`);
  else tell("error", text);
  process.exit(status);
}

/**
 * Runs a command with its output on our stderr; resolves to its exit status (128 + n when a signal ended it).
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
    child.on("error", refuse);
    child.on("close", (status, signal) => done(status ?? (signal ? 130 : 1)));
  });
}

/**
 * Runs a command whose output matters only when it fails.
 * @returns {Promise<{ status: number, output: string }>}
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", refuse);
    child.on("close", (status, signal) => done({ status: status ?? (signal ? 130 : 1), output }));
  });
}

/**
 * Runs a command whose stderr is for the person who waits, and whose stdout goes to a file.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, log: string }} options
 * @returns {Promise<number>}
 */
export async function runLogged(command, args, { env, log, cwd = root }) {
  const file = openSync(log, "w");
  try {
    return await runCommand(command, args, { env, cwd, stdio: ["ignore", file, 2] });
  } finally {
    closeSync(file);
  }
}

/** The path of a program of one of our packages. */
export function bin(name) {
  return join(root, "node_modules", ".bin", name);
}

/** Node must be new enough before anything else gives a cryptic syntax error. */
export function requireNode(major = 20, minor = 19) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split(".").map(Number);
  if (haveMajor < major || (haveMajor === major && haveMinor < minor)) {
    fail(`Node ${major}.${minor} or newer is needed; this is ${process.versions.node}.`);
  }
}

/** Whether node_modules holds exactly what package-lock.json asks for, judged by npm's own marker file. */
export function isInstalled() {
  const marker = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(marker)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const have = JSON.parse(readFileSync(marker, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.optional || entry.devOptional || entry.peer) continue;
    if (have[path]?.version !== entry.version) return false;
  }
  return true;
}

/** Installs the packages of the lock file when something is missing. */
export async function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  say("Installing packages (npm ci), once; about half a minute ...");
  const { status, output } = await runQuietly("npm", ["ci", "--no-audit", "--no-fund", "--include=dev"], {
    env: { ...process.env, NODE_ENV: "" },
    shell: process.platform === "win32",
  });
  if (status !== 0) fail(`${output}\nnpm ci failed; see above.`);
}

/**
 * `--name value`, `--name=value` and bare `--flag` (true) from an argument list; the rest in `_`.
 * @param {string[]} argv
 * @param {{values?: string[], flags?: string[], optional?: string[]}} known unknown options end the process
 */
export function parseArguments(argv, { values = [], flags = [], optional = [] }) {
  const result = { _: [] };
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index];
    if (!word.startsWith("--")) {
      result._.push(word);
      continue;
    }
    const [name, inline] = word.slice(2).split(/=(.*)/s);
    const next = argv[index + 1];
    if (flags.includes(name)) {
      result[name] = true;
    } else if (values.includes(name) || optional.includes(name)) {
      if (inline !== undefined) {
        result[name] = inline;
      } else if (next !== undefined && !next.startsWith("--")) {
        result[name] = next;
        index += 1;
      } else if (optional.includes(name)) {
        result[name] = true;
      } else {
        fail(`--${name} needs a value.`, 2);
      }
    } else {
      fail(`Unknown option --${name}.`, 2);
    }
  }
  return result;
}
