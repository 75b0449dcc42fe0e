/**
 * `npm run docs:blocks [-- --show] [FILE ...]`: runs every block of shell, TypeScript and Python in our Markdown, page by page against one host
 * that `npm start` started in a folder of its own. A block that is not run says why (`norun="…"`), or this fails. `--show` prints what
 * each block printed, for whoever writes a page.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll } from "./lib/build.mjs";
import { fencesOf } from "./lib/docs-fences.mjs";
import { cleanEnvironment, endGroup, makeCheckout, runPage } from "./lib/docs-page.mjs";
import { programText } from "./lib/docs-programs.mjs";
import { bin, ensureInstalled, fail, parseArguments, root, runQuietly, say } from "./lib/workspace.mjs";

/** One for each core: more would make a simulated arm late, and then it is rightly refused. */
const AT_ONCE = availableParallelism();

/** Every Markdown file of ours, by its path in the repository. */
function markdownBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(({ name }, index, entries) => {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.startsWith(".") || ["node_modules", "build", "dist", "test-results", "playwright-report"].includes(name)) return [];
    if (entries[index].isDirectory()) return markdownBelow(path);
    return name.endsWith(".md") ? [path] : [];
  });
}

const options = parseArguments(process.argv.slice(2), { values: ["report"], flags: ["show"] });
const startedAt = Date.now();
await ensureInstalled();
await buildAll();
const sources = options._.length > 0 ? options._ : markdownBelow("");
const pages = sources.map((source) => ({ source, blocks: fencesOf(readFileSync(join(root, source), "utf8")) }));
const results = pages.flatMap(({ source, blocks }) =>
  blocks
    .filter(({ problem }) => problem !== null)
    .map(({ line, problem }) => ({ name: `${source}:${line}`, failure: `This block ${problem}.` })),
);

const folder = mkdtempSync(join(tmpdir(), "reflex-docs-"));
const data = join(folder, "data");

/** `npm start` in a checkout of its own; answers the process and the address that it printed. */
async function startHost() {
  const checkout = join(folder, "host");
  mkdirSync(data);
  makeCheckout(checkout, { data });
  const child = spawn("npm", ["start", "--silent", "--", "--port", "0"], {
    cwd: checkout,
    env: cleanEnvironment(folder),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = await new Promise((done, refuse) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
        const [, address] = /^ready (\S+)$/m.exec(output) ?? [];
        if (address !== undefined) done(address);
      });
    child.once("exit", (status) => refuse(new Error(`npm start ended with ${status}:\n${output}`)));
  });
  return { child, url };
}

/** All TypeScript of the pages as one reading of the compiler. */
async function checkTypes(typed) {
  const checkout = join(folder, "types");
  makeCheckout(checkout, {});
  const files = typed.map(({ source, blocks }) => {
    const file = `${source.replaceAll(/[^\w]/g, "-")}.ts`;
    writeFileSync(
      join(checkout, file),
      programText(
        "ts",
        blocks.filter(({ language, marks }) => language === "ts" && marks.run === true),
      ),
    );
    return file;
  });
  rmSync(join(checkout, "tsconfig.json"));
  const settings = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { noUnusedLocals: false, types: ["node"], typeRoots: [join(root, "node_modules/@types")] },
    include: [],
    files,
  };
  writeFileSync(join(checkout, "tsconfig.json"), JSON.stringify(settings));
  const { status, output } = await runQuietly(bin("tsc"), ["--noEmit", "-p", checkout]);
  return { name: `types of ${files.length} pages`, failure: status === 0 ? null : output };
}

/** `npm test` promises Node alone: a machine without python3 is told so, and its Python blocks are left out. */
const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"], { stdio: "ignore" }).status === 0;
if (!hasPython) say("SKIPPED the Python of the documentation: there is no python3 of 3.9 or newer here, so it was NOT run.");
const isRun = ({ language, marks }) => marks.run === true && (hasPython || language !== "python");

const host = await startHost();
try {
  // First the pages that wait for a robot, which would otherwise be waited for at the end.
  const startsNothing = ({ blocks }) => Number(blocks.every(({ marks }) => marks.starts === undefined));
  const waiting = pages.filter(({ blocks }) => blocks.some(isRun)).toSorted((a, b) => startsNothing(a) - startsNothing(b));
  const typed = waiting.filter(({ blocks }) => blocks.some(({ language, marks }) => language === "ts" && marks.run === true));
  const types = typed.length === 0 ? [] : [checkTypes(typed)];
  const work = async () => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      const begun = Date.now();
      const ran = await runPage({ ...page, isRun, folder: join(folder, page.source.replaceAll("/", "-")), url: host.url, data });
      results.push(...ran);
      if (options.show === true) for (const { name, printed } of ran) say(`-- ${name}\n${printed ?? ""}`);
      say(
        `${ran.some(({ failure }) => failure !== null) ? "FAILED" : "ok    "} ${page.source}: ${ran.length} blocks (${((Date.now() - begun) / 1000).toFixed(1)} s)`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  results.push(...(await Promise.all(types)));
} finally {
  const ended = host.child.exitCode === null ? new Promise((done) => host.child.once("exit", done)) : Promise.resolve();
  endGroup(host.child, "SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

const failed = results.filter(({ failure }) => failure !== null);
if (options.report !== undefined)
  writeFileSync(options.report, JSON.stringify({ passed: results.length - failed.length, failed: failed.length }));
for (const { name, failure } of failed) say(`${name}: ${failure}`);
say(
  `${results.length - failed.length} blocks did what their page says, ${failed.length} did not (${((Date.now() - startedAt) / 1000).toFixed(1)} s).`,
);
if (failed.length > 0) fail("A page of the documentation is wrong.");
