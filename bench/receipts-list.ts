/*
 * The list of receipts in Chromium beside a large history: first rows, each filter, the histogram and the next page, of two consoles in
 * turns, so that whatever else the machine does hits both. The small one has as many robots and 100 receipts.
 *
 *   node build/bench-receipts-list.mjs [--receipts 10000] [--full] [--seeded DIR] [--rounds 7] [--only WORDS] [--files FROM..TO [--formats CSV]]
 *
 * `--full` (or BENCH_FULL=1) seeds 10^6 receipts. `--seeded` takes a folder that `bench/seed.ts` filled before and leaves it there. `--only` takes the filters
 * whose names have these words, and nothing else; `--files` instead exports the
 * receipts of these days and looks into the file again.
 */
import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Browser, chromium, type Page } from "@playwright/test";

import { measureFiles } from "./receipt-files.ts";
import { endHost, startHost } from "./lib/flat/site.ts";
import { ListPage } from "./lib/receipts/list-page.ts";
import { filters } from "./lib/receipts/filters.ts";
import { report } from "./lib/report.mjs";

const { values } = parseArgs({
  options: {
    receipts: { type: "string" },
    full: { type: "boolean", default: process.env["BENCH_FULL"] === "1" },
    seeded: { type: "string" },
    rounds: { type: "string", default: "7" },
    only: { type: "string" },
    files: { type: "string" },
    formats: { type: "string", default: "JSONL,CSV,Parquet" },
  },
});
const receipts = Number(values.receipts ?? (values.full ? 1_000_000 : 10_000));
const rounds = Number(values.rounds);
const scratch = mkdtempSync(join(tmpdir(), "reflex-list-"));
const firstRowsGoal = { most: 1_000 };
const filterGoal = { most: 100 };

function seed(name: string, count: number): string {
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
  execFileSync(process.execPath, [
    "build/bench-seed.mjs",
    "--data",
    dataDir,
    "--receipts",
    String(count),
    "--robots",
    "1000",
    "--charted",
    "10",
  ]);
  return dataDir;
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** A console of its own with a signed-in page on it. */
async function open(dataDir: string) {
  const { child, url } = await startHost(dataDir);
  children.push(child);
  const { email, password } = JSON.parse(readFileSync(join(dataDir, "seeded.json"), "utf8")) as { email: string; password: string };
  // A browser each: a page behind another is drawn less often and is not sent what a mouse does.
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  browsers.push(browser);
  const page: Page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(error.message));
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Fleet", level: 1 }).waitFor();
  return await ListPage.on(page, url);
}

/** Asks both in turns, who is first changes; the first round warms up and is not counted. */
async function inTurns<T>(lists: readonly [ListPage, ListPage], ask: (list: ListPage, round: number) => Promise<T>): Promise<[T[], T[]]> {
  const answers: [T[], T[]] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const answer = await ask(lists[at], round + 1);
      if (round >= 0) answers[at].push(answer);
    }
  }
  return answers;
}

function tell(what: string, [large, small]: readonly [number[], number[]], goal?: { most: number }, note?: string): void {
  const floor = { name: "with 100 receipts", value: median(small) };
  report({
    section: "flat",
    what: `list of ${receipts.toLocaleString("en")} receipts: ${what}`,
    value: median(large),
    unit: "ms",
    floor,
    ...(goal === undefined ? {} : { goal }),
    note: [`slowest ${Math.round(Math.max(...large))}`, note].filter((part) => part !== undefined).join("; "),
  });
}

async function measure(lists: readonly [ListPage, ListPage]): Promise<void> {
  for (const list of lists) await list.open(true);
  if (values.only === undefined)
    for (const [what, isCold] of [
      ["opened with nothing in the cache", true],
      ["opened again", false],
    ] as const) {
      const [large, small] = await inTurns(lists, (list) => list.open(isCold));
      for (const [name, key, goal] of [
        ["first paint", "painted", firstRowsGoal],
        ["first rows", "rows", firstRowsGoal],
        ["bars over time and how many there are", "complete", undefined],
      ] as const)
        tell(`${what}, ${name}`, [large.map((each) => each[key]), small.map((each) => each[key])], goal);
    }
  for (const { name, filter } of filters.filter((each) => each.name.includes(values.only ?? ""))) {
    const [large, small] = await inTurns(lists, (list, round) => list.change(filter, round));
    const said = [...new Set(large.map((each) => each.said))].slice(0, 2).join(" / ");
    tell(`${name}, to its rows`, [large.map(({ rows }) => rows), small.map(({ rows }) => rows)], filterGoal, said);
    tell(`${name}, to its count`, [large.map(({ count }) => count), small.map(({ count }) => count)]);
  }
  if (values.only !== undefined) return;
  const [large] = await inTurns([lists[0], lists[0]], (list) => list.scrollOn());
  report({
    section: "flat",
    what: `list of ${receipts.toLocaleString("en")} receipts: scrolled to the last row read, to the next 400 rows`,
    value: median(large),
    unit: "ms",
    note: `slowest ${Math.round(Math.max(...large))}`,
  });
}

/** An export of the receipts of some days out of the large history, and the import of what it wrote. */
async function measureDays(days: string): Promise<void> {
  const [from, to] = days.split("..");
  const { page, url } = await open(values.seeded ?? seed("large", receipts));
  const say = (what: string, ms: number) => console.log(`${what.padEnd(58)} ${Math.round(ms)} ms`);
  await measureFiles(page, new URL(url).origin, receipts, say, { formats: values.formats.split(","), query: `?from=${from}&to=${to}` });
}

const browsers: Browser[] = [];
const children: ChildProcess[] = [];
try {
  if (values.files !== undefined) await measureDays(values.files);
  else {
    const large = await open(values.seeded ?? seed("large", receipts));
    const small = await open(seed("small", 100));
    await measure([large, small]);
  }
} finally {
  for (const browser of browsers) await browser.close();
  for (const child of children) await endHost(child);
  rmSync(scratch, { recursive: true, force: true });
}
