import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { rename } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";
import { onTestFinished } from "vitest";

import { appFolder } from "./setup.ts";

const hostFolder = path.join(import.meta.dirname, "..");

/** Builds the command line into one file, because Node 20 cannot run TypeScript. */
export const buildCli = (folder: string): Promise<string> => buildModule(folder, "cli");

/** The same with another file of the host's sources. */
export async function buildModule(folder: string, name: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`);
  // Several test files build the same one at a time, and none may start half of it.
  const next = path.join(folder, `${name}.${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(hostFolder, `src/${name}.ts`)],
    outfile: next,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
    // The file must find the packages of this repository from wherever it lies.
    banner: { js: `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(${JSON.stringify(path.join(hostFolder, "package.json"))});` },
  });
  await rename(next, outfile);
  return outfile;
}

export interface ChildHost {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
}

/** Starts the host as a process of its own, and resolves when it listens. */
export async function startChild(cli: string, args: readonly string[]): Promise<ChildHost> {
  const child = spawn(process.execPath, [cli, "--functions", appFolder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  let errors = "";
  child.stderr.on("data", (data) => (errors = `${errors}${String(data)}`.slice(-4000)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`The host ended with ${code}: ${errors}`)));
  });
  return { process: child, exited };
}

/** A port that is free now, for a host that must come back at the same place. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

