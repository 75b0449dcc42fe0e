/** Builds what the sources say is stale: the dashboard (vite -> dist/) and the host (esbuild -> build/). */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, root, runCommand, say } from "./workspace.mjs";

const dashboardSources = ["src", "convex", "public", "index.html", "vite.config.ts", "package-lock.json", "tsconfig.json"];
const hostSources = ["host", "package-lock.json"];
const agentSources = ["sdk", "package-lock.json"];
const cliSources = ["sdk", "convex/model", "package-lock.json"];

/** Every file below `paths` that is not a test, in a fixed order. */
function filesBelow(paths) {
  const files = [];
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) visit(child);
      else if (!/\.test\.[cm]?tsx?$/.test(entry.name)) files.push(child);
    }
  };
  for (const name of paths) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    if (/\.[a-z]+$/.test(name)) files.push(path);
    else visit(path);
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}

/** A hash of names and contents: a checkout that touches times only does not rebuild. */
function digest(paths) {
  const hash = createHash("sha256");
  for (const file of filesBelow(paths)) hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

async function whenStale(stampName, paths, product, build) {
  const stamp = join(root, "build", stampName);
  const now = digest(paths);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return false;
  await build();
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}

/** The dashboard's static files; returns whether it had to build. Swapped in whole: a host may be serving the old ones. */
export function buildDashboard() {
  const dist = join(root, "dist");
  return whenStale("dashboard.stamp", dashboardSources, join(dist, "index.html"), async () => {
    say("Building the dashboard ...");
    const next = join(root, "build", `dashboard-${process.pid}`);
    const status = await runCommand(bin("vite"), ["build", "--logLevel", "warn", "--outDir", next, "--emptyOutDir"]);
    if (status !== 0) {
      rmSync(next, { recursive: true, force: true });
      throw new Error("The dashboard does not build; see above.");
    }
    const { buildVerifyPage } = await import(pathToFileURL(join(root, "src", "verify", "build.mjs")).href);
    writeFileSync(join(next, "verify.html"), await buildVerifyPage());
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
  });
}

async function bundle(entry, outfile, more = {}) {
  const esbuild = await import(pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
    ...more,
  });
}

/** The host as one ESM file; returns its path. */
export async function buildHost() {
  const outfile = join(root, "build", "host.mjs");
  await whenStale("host.stamp", hostSources, outfile, () => bundle("host/src/index.ts", outfile));
  return outfile;
}

/** The host's own commands (backup, export) as one ESM file; returns its path. */
export async function buildHostCli() {
  const outfile = join(root, "build", "host-cli.mjs");
  await whenStale("host-cli.stamp", hostSources, outfile, () => bundle("host/src/cli.ts", outfile));
  return outfile;
}

/** The robot simulator (SDK and agent included) as one ESM file; returns its path. */
export async function buildRobot() {
  const outfile = join(root, "build", "robot.mjs");
  await whenStale("robot.stamp", agentSources, outfile, () => bundle("sdk/sim/main.ts", outfile));
  return outfile;
}

/** The `reflex` command line with all it needs as one file that runs anywhere; returns its path. */
export async function buildCli() {
  const outfile = join(root, "build", "reflex.mjs");
  await whenStale("reflex.stamp", cliSources, outfile, () =>
    bundle("sdk/cli/main.ts", outfile, {
      packages: "bundle",
      sourcemap: false,
      // A package inside is CommonJS and asks for Node's own modules.
      banner: {
        js: '#!/usr/bin/env node\nimport { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
      },
    }).then(() => chmodSync(outfile, 0o755)),
  );
  return outfile;
}

/** Everything `npm start` serves. */
export async function buildAll() {
  await buildDashboard();
  const host = await buildHost();
  await buildRobot();
  await buildCli();
  return { host, staticDir: join(root, "dist"), functions: join(root, "convex") };
}
