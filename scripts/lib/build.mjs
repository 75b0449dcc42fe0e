/**
 * Builds what the sources say is stale, into build/: the dashboard (vite), the documentation (Eleventy), and the host, the robot and the command line
 * (esbuild). Several processes may build and serve from one checkout at a time: every product appears in one step, and a
 * dashboard that another process serves is never touched.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, root, runQuietly, say } from "./workspace.mjs";

const dashboardSources = ["src", "convex", "public", "index.html", "vite.config.ts", "package-lock.json", "tsconfig.json"];
const hostSources = ["host", "package-lock.json", "scripts/lib/build.mjs"];
const agentSources = ["sdk", "package-lock.json"];
const cliSources = ["sdk", "convex/model", "src/verify", "package-lock.json"];
const docsSources = [
  "docs",
  "README.md",
  "CONTRIBUTING.md",
  "sdk/README.md",
  "sdk-python/README.md",
  "convex/README.md",
  "host/README.md",
  "chaos/README.md",
  "package-lock.json",
];

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

/** What no start has used for so long is removed. */
const UNUSED_MS = 30 * 24 * 3_600_000;

/** Makes a file or folder under another name and moves it into place whole; what a second process made meanwhile stays. */
async function inOneStep(product, make) {
  const next = join(dirname(product), `next-${process.pid}-${product.slice(dirname(product).length + 1)}`);
  mkdirSync(dirname(product), { recursive: true });
  try {
    await make(next);
    renameSync(next, product);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    // A folder is never moved onto another; the name says what is in it, so the other one is as good.
    if (error?.code !== "ENOTEMPTY" && error?.code !== "EEXIST") throw error;
  }
}

function removeUnused(folder, now = Date.now()) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (now - statSync(path).mtimeMs > UNUSED_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** `build/<name>/<digest of its sources>`, made by `make(folder)` when no process made it before. */
async function folderOf(name, sources, make) {
  const product = join(root, "build", name, digest(sources).slice(0, 16));
  if (existsSync(product)) {
    utimesSync(product, new Date(), new Date());
    return product;
  }
  say(`Building the ${name} ...`);
  await inOneStep(product, make);
  removeUnused(dirname(product));
  return product;
}

/** The folder of the dashboard's static files. */
export const buildDashboard = () =>
  folderOf("dashboard", dashboardSources, async (next) => {
    const { status, output } = await runQuietly(bin("vite"), ["build", "--logLevel", "warn", "--outDir", next, "--emptyOutDir"]);
    if (status !== 0) throw new Error(`${output}\nThe dashboard does not build; see above.`);
    const { buildVerifyPage } = await import(pathToFileURL(join(root, "src", "verify", "build.mjs")).href);
    writeFileSync(join(next, "verify.html"), await buildVerifyPage());
  });

/** The folder of the documentation's pages. */
export const buildDocs = () =>
  folderOf("documentation", docsSources, async (next) => {
    const { status, output } = await runQuietly(process.execPath, [join(root, "scripts", "docs.mjs"), "--into", next]);
    if (status !== 0) throw new Error(`${output}\nThe documentation does not build; see above.`);
  });

/** Bundles `entry` into `build/<name>.mjs` when one of `sources` changed since; returns the path. */
async function bundle(name, sources, entry, more = {}) {
  const outfile = join(root, "build", `${name}.mjs`);
  const stamp = join(root, "build", `${name}.stamp`);
  const now = digest(sources);
  if (existsSync(outfile) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return outfile;
  const esbuild = await import(pathToFileURL(join(root, "node_modules", "esbuild", "lib", "main.js")).href);
  await inOneStep(outfile, async (next) => {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: next,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: "inline",
      logLevel: "warning",
      ...more,
    });
    chmodSync(next, 0o755);
  });
  await inOneStep(stamp, (next) => writeFileSync(next, now));
  return outfile;
}

/** One file that holds its packages is read in half the time of fifty, and most of a source map would be read for nothing. */
const hostFile = {
  packages: "bundle",
  sourcemap: false,
  external: ["node-sqlite3-wasm", "esbuild", "bufferutil", "utf-8-validate"],
  banner: { js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);' },
};

/** The host as one ESM file; returns its path. */
export const buildHost = () => bundle("host", hostSources, "host/src/index.ts", hostFile);

/** The host's own commands (backup, export) as one ESM file; returns its path. */
export const buildHostCli = () => bundle("host-cli", hostSources, "host/src/cli.ts", hostFile);

/** The server functions as one script that the host runs without a bundler, so that a start does not wait for one; returns its path. */
export const buildFunctions = async () => {
  const product = join(root, "build", "functions", `${digest(["convex", ...hostSources]).slice(0, 16)}.cjs`);
  if (existsSync(product)) {
    utimesSync(product, new Date(), new Date());
    return product;
  }
  const { bundleFunctions } = await import(pathToFileURL(await buildHost()).href);
  const script = await bundleFunctions(join(root, "convex"));
  await inOneStep(product, (next) => writeFileSync(next, script));
  removeUnused(dirname(product));
  return product;
};

/** The robot simulator (SDK and agent included) as one ESM file; returns its path. */
export const buildRobot = () => bundle("robot", agentSources, "sdk/sim/main.ts");

const selfContained = {
  packages: "bundle",
  sourcemap: false,
  // A package inside is CommonJS and asks for Node's own modules.
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
};

/** The `reflex` command line with all it needs as one file that runs anywhere; returns its path. */
export const buildCli = () => bundle("reflex", cliSources, "sdk/cli/main.ts", selfContained);

/** What describes the wire, as one file that Node runs; returns its path. */
export const buildOpenApi = () => bundle("openapi", ["convex", "package-lock.json"], "convex/openapi/document.ts");

const chaosSources = ["chaos", "host", "sdk", "convex", "src/api", "src/lib", "src/i18n", "src/components/sessions", "package-lock.json"];

/** What breaks things and what it breaks (chaos/README.md): the host, an arm and their runner; returns the runner's path. */
export async function buildChaos() {
  const functions = await buildFunctions();
  copyFileSync(functions, join(root, "build", "chaos-functions.cjs"));
  await bundle("chaos-host", chaosSources, "chaos/host-process.ts", {
    ...selfContained,
    external: ["node-sqlite3-wasm", "esbuild"],
    minifySyntax: true,
    minifyWhitespace: true,
  });
  // One file that holds its packages is read in half the time of fifty: an arm begins twice in a run.
  await bundle("chaos-arm", chaosSources, "chaos/arm.ts", selfContained);
  // Its operators use the requests and the stop of the pages, which have words and catalogues that only the build of the pages knows.
  const words = { alias: { "@lingui/core/macro": "./chaos/english-words.ts" }, loader: { ".po": "empty" } };
  return await bundle("chaos-run", chaosSources, "chaos/run.ts", words);
}

/** Everything `npm start` serves. */
export async function buildAll() {
  // Beside each other: the documentation takes a second, most of which the dashboard leaves free.
  const [staticDir, docs] = await Promise.all([buildDashboard(), buildDocs()]);
  const host = await buildHost();
  await buildRobot();
  await buildCli();
  return { host, staticDir, docs, functions: await buildFunctions() };
}
