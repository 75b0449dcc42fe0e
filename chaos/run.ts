/**
 * Runs worlds by their seeds and lets an observer judge each: `node build/chaos-run.mjs [--seeds 50] [--from 1] [--parallel 10]
 * [--times 1] [--worlds 10] [--static DASHBOARD] [--report FILE] [--summary FILE] [--evidence PREFIX]`. A report gets a line for each run as it ends (`soak-report.mjs` counts them), a summary the totals. Ends with status 1 when a rule was broken; a seed is run again with `--from SEED --seeds 1 --times 5`.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import type { Browser } from "@playwright/test";

import type { Evidence } from "./evidence.ts";
import { observe } from "./observer.ts";
import { Site } from "./site.ts";
import { makeTemplate, removeTemplate, type Template } from "./template.ts";
import { World, type Pages } from "./world.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    from: { type: "string", default: "1" },
    /** These seeds, with commas, and no others. */
    only: { type: "string" },
    parallel: { type: "string", default: "10" },
    times: { type: "string", default: "1" },
    /** How many worlds one host goes through, one after another, before the next begins with fresh data. */
    worlds: { type: "string", default: "8" },
    report: { type: "string" },
    summary: { type: "string" },
    /** The built dashboard: every twelfth world then has an operator with a page, in the browser of CHROMIUM_PATH or in Playwright's own. */
    static: { type: "string" },
    /** Where the evidence of every run is written, for a person who looks for a cause. */
    evidence: { type: "string" },
  },
});
const first = Number(values.from);
const seeds =
  values.only !== undefined
    ? values.only.split(",").map(Number)
    : Array.from({ length: Number(values.seeds) * Number(values.times) }, (_, index) => first + (index % Number(values.seeds)));
/** The doctor of a deployment and the operator's sign-in last longer than this. */
const templateLifeMs = 15 * 60_000;

const browsers: Promise<Browser>[] = [];
const launch = async (): Promise<Browser> => {
  const { chromium } = await import("@playwright/test");
  const { CHROMIUM_PATH: executablePath = "" } = process.env;
  return chromium.launch({
    ...(executablePath === "" ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
  });
};
const launchOwn = (): Promise<Browser> => browsers[browsers.push(launch()) - 1] ?? launch();
let shared: Promise<Browser> | undefined;
const pages: Pages | null =
  values.static === undefined ? null : { staticDir: values.static, browser: (isOwn) => (isOwn ? launchOwn() : (shared ??= launchOwn())) };

let template: Promise<Template> = makeTemplate();
let madeAt = Date.now();
const used: Promise<Template>[] = [template];
function freshTemplate(): Promise<Template> {
  if (Date.now() - madeAt > templateLifeMs) {
    template = makeTemplate();
    used.push(template);
    madeAt = Date.now();
  }
  return template;
}

const totals = { runs: 0, acts: 0, promotes: 0, stops: 0, failed: [] as number[] };
const startedAt = Date.now();

/** With a browser, every twelfth world has an operator in front of a page. */
const hasPage = (seed: number): boolean => pages !== null && seed % 12 === 0;

/** Resolves to whether no rule was broken. */
async function runSeed(site: Site, seed: number): Promise<boolean> {
  totals.runs += 1;
  const leave = await enter();
  const world = new World(site, seed, hasPage(seed) ? pages : null);
  const evidence = await world.run(leave).finally(leave);
  if (values.evidence !== undefined) writeFileSync(`${values.evidence}-${seed}.json`, JSON.stringify(evidence, null, 1));
  const broken = observe(evidence);
  const did = (action: string): number => evidence.records.audit.filter((entry) => entry.action === action).length;
  const counts = {
    acts: evidence.arms.reduce((sum, { entries }) => sum + entries.filter(({ kind }) => kind === "act").length, 0),
    promotes: did("session.promote"),
    stops: did("session.stop"),
  };
  for (const name of ["acts", "promotes", "stops"] as const) totals[name] += counts[name];
  if (broken.length > 0) totals.failed.push(seed);
  // An arm that goes on breaks its rule with every command: the first says it.
  for (const rule of new Set(broken.map((one) => one.rule))) {
    const details = broken.filter((one) => one.rule === rule).map(({ detail }) => detail);
    console.log(`${named(site, seed)}: ${rule}: ${details[0] ?? ""}${details.length > 1 ? `, and ${details.length - 1} more` : ""}`);
  }
  if (values.report !== undefined)
    appendFileSync(
      values.report,
      `${JSON.stringify({ seed, hasPage: hasPage(seed), ...counts, broken, took: world.took, starvedMs: waitedMostOf(evidence) })}\n`,
    );
  return broken.length === 0;
}

/**
 * Until its arms are ready a run wants a processor most: only so many are at that at once, so that of the others on a busy machine
 * some play while others wait for their turn, and none waits for its arms longer than a run may.
 */
const openings = { free: 4, waiting: [] as (() => void)[] };
async function enter(): Promise<() => void> {
  if (openings.free > 0) openings.free -= 1;
  else await new Promise<void>((next) => openings.waiting.push(next));
  let isInside = true;
  return () => {
    if (!isInside) return;
    isInside = false;
    const next = openings.waiting.shift();
    if (next === undefined) openings.free += 1;
    else next();
  };
}

/** How long the page of a run, or else the runner with the panels of its operators, had no processor though it wanted one, ms. */
const waitedMostOf = ({ starved }: Evidence): number => {
  const of = starved.some(({ by }) => by === "page") ? "page" : "panel";
  const waited = starved.flatMap(({ by, waitedMs }) => (by === of ? [waitedMs] : []));
  return Math.round(Math.max(0, ...waited) - Math.min(...waited));
};

/** A seed, and which were played on the same host before. */
const named = ({ seeds: played }: Site, seed: number): string =>
  `seed ${seed}${played.length > 1 ? ` (after ${played.slice(0, -1).join(", ")})` : ""}`;

/** Runs with a page take longest, so they come first; they want a processor when they want one, so it is one at a time, and fewer others beside it. */
const left = { withPage: seeds.filter(hasPage), others: seeds.filter((seed) => !hasPage(seed)) };
let sites = 0;

/** Worlds of as many arms as the one before go on with them: two seeds that are both odd, or both even, have as many. */
function nextFor(site: Site | null, takesPages: boolean): number | undefined {
  if (takesPages && left.withPage.length > 0) return left.withPage.shift();
  const before = site?.seeds.at(-1);
  const like = before === undefined ? -1 : left.others.findIndex((seed) => seed % 2 === before % 2);
  return left.others.splice(Math.max(0, like), 1)[0];
}

/** Plays seeds as long as there are any, on one host after another; one that a seed went wrong on is used for no other. */
async function playSeeds(takesPages: boolean): Promise<void> {
  let site: Site | null = null;
  for (let seed = nextFor(site, takesPages); seed !== undefined; seed = nextFor(site, takesPages)) {
    if (takesPages && !hasPage(seed)) pagesDone();
    const isWorn = site === null || site.seeds.length >= Number(values.worlds) || Date.now() - site.template.madeAt > templateLifeMs;
    if (site === null || isWorn) {
      await site?.end();
      site = new Site(await freshTemplate(), String((sites += 1)), hasPage(seed) ? (pages?.staticDir ?? null) : null);
    }
    const isSound: boolean = await runSeed(site, seed).catch((error: unknown) => {
      totals.failed.push(seed ?? 0);
      if (values.report !== undefined) appendFileSync(values.report, `${JSON.stringify({ seed, failed: String(error) })}\n`);
      console.log(`seed ${seed}: the run itself failed: ${error instanceof Error ? error.stack : String(error)}`);
      return false;
    });
    if (isSound) continue;
    await site.end();
    site = null;
  }
  if (takesPages) pagesDone();
  await site?.end();
}

const lanes = Math.min(Number(values.parallel), seeds.length);
/** How many are played while one of them has a page. */
const lanesWithPage = 7;
let pagesDone = (): void => undefined;
const untilPagesDone = new Promise<void>((done) => (pagesDone = done));
if (left.withPage.length === 0) pagesDone();
else void pages?.browser(false).catch(() => undefined);
await Promise.all(
  Array.from({ length: lanes }, async (_, lane) => {
    if (lane >= lanesWithPage) await untilPagesDone;
    await playSeeds(lane === 0);
  }),
);
for (const browser of browsers) await (await browser.catch(() => null))?.close();
for (const one of used) removeTemplate(await one);
const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
console.log(
  `${totals.runs} runs in ${seconds} s: ${totals.promotes} promotes, ${totals.acts} commands to motors, ${totals.stops} stops; ${totals.failed.length === 0 ? "no rule broken" : `failed: ${totals.failed.join(", ")}`}`,
);
if (values.summary !== undefined) writeFileSync(values.summary, JSON.stringify(totals));
process.exit(totals.failed.length === 0 ? 0 : 1);
