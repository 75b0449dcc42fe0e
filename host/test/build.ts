import { mkdirSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";

import { bundleFunctions } from "../src/functions/bundle.ts";

const hostFolder = path.join(import.meta.dirname, "..");
/** Inside the repository, so that what is built here finds its packages. */
const builtFolder = path.join(hostFolder, "../node_modules/.cache/host-test");

/** What is built once before the host's tests: see globalSetup. */
export const built = {
  /** The functions of host/test/app in one file: bundling them takes longer than all the rest of a host's start. */
  app: path.join(builtFolder, "app.cjs"),
  /** The command line in one file, because Node 20 cannot run TypeScript. */
  cli: path.join(builtFolder, "cli.mjs"),
  supervisor: path.join(builtFolder, "supervisor.mjs"),
};

async function buildModule(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [path.join(hostFolder, "src", source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // One file that holds its packages is read in half the time of fifty.
    external: ["node-sqlite3-wasm", "esbuild", "bufferutil", "utf-8-validate"],
    logLevel: "silent",
    // The file must find the packages of this repository from wherever it lies.
    banner: {
      js: `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(${JSON.stringify(path.join(hostFolder, "package.json"))});`,
    },
  });
}

/** Vitest's global setup of the project "host". */
export async function setup(): Promise<void> {
  mkdirSync(builtFolder, { recursive: true });
  // Two runs at a time build the same, and none may read half a file of the other.
  const next = (file: string) => `${file}.${process.pid}`;
  const bundling = bundleFunctions(path.join(import.meta.dirname, "app"));
  await Promise.all([
    writeFile(next(built.app), await bundling),
    buildModule("cli.ts", next(built.cli)),
    buildModule("operation/supervisor.ts", next(built.supervisor)),
  ]);
  for (const file of Object.values(built)) await rename(next(file), file);
}
