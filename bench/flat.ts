/*
 * Whether the console is as fast with a large history as with a small one: two consoles side by side, asked in turns, so that
 * whatever else the machine does hits both. The small one has as many robots and enough receipts for full pages, of one day.
 *
 *   node build/bench-flat.mjs [--receipts 10000] [--robots 1000] [--full] [--seeded DIR] [--part pages,lists,acts]
 *
 * `--full` (or BENCH_FULL=1) seeds 10^6 receipts, 10^5 robots and 10^6 audit entries. `--seeded` takes a folder that
 * `bench/seed.ts` filled before, with its last line in DIR/seeded.json, and leaves it there; the runs add a few sessions to it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Actor, type Times } from "./lib/flat/acts.ts";
import { firstData, know, lists, nextPage, type Asked } from "./lib/flat/pages.ts";
import { endHost, Site, startHost, type Seeded } from "./lib/flat/site.ts";
import { report } from "./lib/report.mjs";

const { values } = parseArgs({
  options: {
    receipts: { type: "string" },
    robots: { type: "string" },
    full: { type: "boolean", default: process.env["BENCH_FULL"] === "1" },
    seeded: { type: "string" },
    rounds: { type: "string", default: "15" },
    part: { type: "string", default: "pages,lists,acts" },
  },
});
const receipts = Number(values.receipts ?? (values.full ? 1_000_000 : 10_000));
const robots = Number(values.robots ?? (values.full ? 100_000 : 1_000));
const rounds = Number(values.rounds);
const scratch = mkdtempSync(join(tmpdir(), "reflex-flat-"));
// SQLite in WebAssembly writes a third as fast, which only the seeding of a large history would notice.
const fetchNode = 'import("./scripts/lib/nodes.mjs").then(({ nodeBinary }) => nodeBinary("24")).then((path) => process.stdout.write(path))';
const seedingNode = values.full ? execFileSync(process.execPath, ["-e", fetchNode], { encoding: "utf8" }) : process.execPath;

function seed(name: string, more: readonly string[]): Seeded {
  const dataDir = join(scratch, name);
  execFileSync("node_modules/.bin/esbuild", [
    join("bench", "seed.ts"),
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--packages=external",
    "--log-level=warning",
    "--outfile=build/bench-seed.mjs",
  ]);
  const output = execFileSync(seedingNode, ["build/bench-seed.mjs", "--data", dataDir, ...more], { encoding: "utf8" });
  if (values.full) console.log(output);
  return { dataDir, ...JSON.parse(output.trim().split("\n").at(-1) ?? "") };
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function tell(what: string, large: readonly number[], small: readonly number[]): void {
  report({
    section: "flat",
    what,
    value: median(large),
    unit: "ms",
    floor: { name: "with little history", value: median(small) },
    goal: { most: 1.2, of: "ratio" },
  });
}

/** Asks both in turns; who is first changes with every round. The first rounds warm up and are not counted. */
async function inTurns(what: string, ask: (site: 0 | 1) => Promise<unknown>): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let round = -3; round < rounds; round += 1) {
    for (const site of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const begun = performance.now();
      await ask(site);
      if (round >= 0) times[site].push(performance.now() - begun);
      // The client answers from what it still follows; it lets go a message later.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  tell(what, times[0], times[1]);
}

/** Old samples go in batches after a start; until they are gone the sweep would be measured, not the page. */
async function settled(site: Site): Promise<void> {
  while ((await site.run("sweeps:prune")) > 50) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function startTimes(dataDir: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { child, startMs } = await startHost(dataDir);
    times.push(startMs);
    await endHost(child);
  }
  return times;
}

async function measure(sites: readonly [Site, Site]): Promise<void> {
  await Promise.all(sites.map(settled));
  const known = await Promise.all(sites.map(know));
  const [large, small] = known;
  if (large === undefined || small === undefined) throw new Error("There are two sites.");
  const answer = (site: 0 | 1, asked: readonly Asked[]) => Promise.all(asked.map(({ path, args }) => sites[site].query(path, args)));
  const parts = values.part.split(",");
  const pages = [firstData(large), firstData(small)] as const;
  for (const name of Object.keys(parts.includes("pages") ? pages[0] : {}))
    await inTurns(`page ${name}`, (site) => answer(site, pages[site][name] ?? []));
  const [listsOfLarge, listsOfSmall] = [lists(large), lists(small)];
  for (const [name, list] of Object.entries(parts.includes("lists") ? listsOfLarge : {})) {
    const other = listsOfSmall[name];
    if (other === undefined) continue;
    const both = [list, other] as const;
    const first = await Promise.all(
      both.map((each, site) => sites[site === 0 ? 0 : 1].query(nextPage(each, null).path, nextPage(each, null).args)),
    );
    const [a, b] = first;
    const isSame = a?.page.length === b?.page.length;
    const rows = isSame ? "" : `, ${a?.page.length} rows and ${b?.page.length}`;
    await inTurns(`list ${name}, first page${rows}`, (site) => answer(site, [nextPage(both[site], null)]));
    await inTurns(`list ${name}, next page`, (site) => answer(site, [nextPage(both[site], first[site]?.continueCursor ?? null)]));
  }
  if (parts.includes("acts")) await act(sites);
}

async function act(sites: readonly [Site, Site]): Promise<void> {
  const actors = [new Actor(sites[0]), new Actor(sites[1])] as const;
  for (const actor of actors) await actor.prepare();
  const times: [Times, Times] = [{}, {}];
  for (let round = -2; round < rounds * 2; round += 1) {
    for (const site of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) await actors[site].session(round < 0 ? {} : times[site]);
  }
  for (const name of Object.keys(times[0])) tell(name, times[0][name] ?? [], times[1][name] ?? []);
}

try {
  const spread = ["--charted", values.full ? "100" : "5"];
  const large: Seeded =
    values.seeded === undefined
      ? seed("large", ["--receipts", String(receipts), "--audit", String(receipts), "--robots", String(robots), ...spread])
      : { ...JSON.parse(readFileSync(join(values.seeded, "seeded.json"), "utf8")), dataDir: values.seeded };
  const small = seed("small", [
    "--receipts",
    "7200",
    "--audit",
    "0",
    "--robots",
    String(Math.min(robots, 1_000)),
    "--days",
    "1",
    "--busy-robots",
    "60",
    "--charted",
    "5",
    "--heartbeat-days",
    "0",
  ]);
  const starts = [await startTimes(large.dataDir), await startTimes(small.dataDir)] as const;
  const sites = [await Site.open(large), await Site.open(small)] as const;
  try {
    await measure(sites);
    const { now, highest } = sites[0].memory();
    report({
      section: "flat",
      what: "start to ready with the history",
      value: median(starts[0]),
      unit: "ms",
      floor: { name: "with little history", value: median(starts[1]) },
      goal: { most: 1_500 },
    });
    report({
      section: "flat",
      what: "memory of the host with the history, at its highest",
      value: highest,
      unit: "MB",
      floor: { name: "with little history", value: sites[1].memory().highest },
      goal: { most: 400 },
      note: `${Math.round(now)} MB at the end`,
    });
  } finally {
    for (const site of sites) await site.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
