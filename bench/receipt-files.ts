import { closeSync, openSync, writeSync } from "node:fs";

import type { CDPSession, Page } from "@playwright/test";

import { buildLink } from "../convex/model/receipts/chain.ts";
import { exportReceipts } from "../convex/model/receipts/exportFile.ts";
import { createSigningKey } from "../convex/model/signing/ed25519.ts";

type Say = (what: string, ms: number) => void;
type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number; args?: { name?: string } };

/**
 * Runs `act` and says how long it took, which tasks held up the page's thread meanwhile, and the most that its heap held. A task's own time of the
 * processor is told beside its length by the clock: on a machine that does other things too, the second says more of the machine.
 */
async function watched(page: Page, cdp: CDPSession, say: Say, what: string, act: () => Promise<unknown>): Promise<void> {
  await cdp.send("HeapProfiler.collectGarbage");
  const heap = async () => (await cdp.send("Runtime.getHeapUsage")).usedSize / 1e6;
  const before = await heap();
  let most = before;
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ["toplevel"] });
  const resident = process.memoryUsage().rss / 1e6;
  let mostResident = resident;
  const timer = setInterval(() => {
    mostResident = Math.max(mostResident, process.memoryUsage().rss / 1e6);
    void heap().then(
      (now) => (most = Math.max(most, now)),
      () => undefined,
    );
  }, 500);
  const begun = performance.now();
  await act();
  say(what, performance.now() - begun);
  clearInterval(timer);
  const { traceEvents } = JSON.parse((await browser?.stopTracing())?.toString() ?? "{}") as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith("RunTask") && threads.has(`${pid} ${tid}`));
  const over = (times: number[]) => {
    const long = times.filter((ms) => ms > 50).toSorted((a, b) => b - a);
    return long.length === 0 ? "none over 50 ms" : `${long.length} over 50 ms (${long.slice(0, 6).map(Math.round).join(", ")})`;
  };
  const ms = (micros = 0) => micros / 1_000;
  console.log(
    `  tasks of the page's thread: by the clock ${over(tasks.map(({ dur }) => ms(dur)))}; of the processor ${over(tasks.map(({ tdur }) => ms(tdur)))}, longest ${Math.round(Math.max(0, ...tasks.map(({ tdur }) => ms(tdur))))} ms`,
  );
  console.log(
    `  its heap: ${Math.round(before)} MB before, ${Math.round(most)} MB at most; the process of the console and of this script: ${Math.round(resident)} MB before, ${Math.round(mostResident)} MB at most`,
  );
}

/**
 * A whole export and the import of what it wrote, in the browser that a person uses, of all rows or of those that `query` lets through. The file is the browser's own
 * (`navigator.storage`): nobody is there to be asked where to save.
 */
export async function measureFiles(
  page: Page,
  url: string,
  count: number,
  say: Say,
  { formats = ["JSONL", "CSV", "Parquet"], query = "" }: { formats?: readonly string[]; query?: string } = {},
): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await page.addInitScript(() => {
    const pick = async () => await (await navigator.storage.getDirectory()).getFileHandle("export", { create: true });
    Object.assign(globalThis, { showSaveFilePicker: pick });
  });
  // A session that nobody uses may have expired meanwhile, and left a receipt of its own.
  let saved = count;
  for (const format of formats) {
    await page.goto(`${url}/receipts${query}`);
    await page.locator('table[aria-label="Receipts"] tbody tr').nth(3).waitFor();
    await page.locator("summary", { hasText: "Export" }).click();
    const button = page.getByRole("list", { name: "Formats of the export" }).getByRole("button", { name: format });
    await button.waitFor();
    await watched(page, cdp, say, `export of ${count} as ${format}`, async () => {
      await button.click();
      const said = page.getByText(/^Saved [\d,]+ receipts as/);
      await said.waitFor({ timeout: 900_000 });
      saved = Number(/^Saved ([\d,]+)/.exec(await said.innerText())?.[1]?.replaceAll(",", ""));
    });
    await measureImport(page, cdp, url, saved, say, format, async () => {
      await page.evaluate(async (name) => {
        const handle = await (await navigator.storage.getDirectory()).getFileHandle("export");
        const given = new DataTransfer();
        given.items.add(new File([await handle.getFile()], name));
        const input = document.querySelector<HTMLInputElement>("input[type=file]");
        if (input === null) throw new Error("no place for a file");
        input.files = given.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }, `receipts.${format.toLowerCase()}`);
    });
  }
}

/** Gives a file to the page that looks into files, and waits for its first rows, all rows and the verdict. */
async function measureImport(
  page: Page,
  cdp: CDPSession,
  url: string,
  count: number,
  say: Say,
  what: string,
  give: () => Promise<unknown>,
): Promise<void> {
  await page.goto(`${url}/receipts/import`);
  await page.locator("input[type=file]").first().waitFor({ state: "attached" });
  await watched(page, cdp, say, `import of ${count} as ${what}, until the verdict`, async () => {
    await give();
    const begun = performance.now();
    await page.locator('table[aria-label="Receipts"] tbody tr').nth(3).waitFor({ timeout: 60_000 });
    say("  its first rows", performance.now() - begun);
    await page.getByText(`${count.toLocaleString("en")} receipts in the file`).waitFor({ timeout: 900_000 });
    say("  all rows", performance.now() - begun);
    await page
      .getByRole("region", { name: "Verification" })
      .getByText(/sound|genuine/)
      .first()
      .waitFor({ timeout: 900_000 });
  });
  await watched(page, cdp, say, "  scrolled to its end and back", async () => {
    await page.evaluate(async () => {
      for (const top of [0.2, 0.5, 1, 0.7, 0]) {
        scrollTo(0, document.documentElement.scrollHeight * top);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
  });
}

/** A file of another console with `count` receipts, written by itself: as JSONL, at `path`. */
export async function measureForeignFile(page: Page, url: string, count: number, path: string, say: Say): Promise<void> {
  const key = createSigningKey("receipts");
  const links = [];
  for (let n = 1, previous: ReturnType<typeof buildLink> | null = null; n <= count; n += 1) {
    const numbers = {
      steps: 3_000 + ((n * 37) % 500),
      appliedSteps: 1_200,
      safeStops: n % 53 === 0 ? 1 : 0,
      faults: 0,
      errors: [],
      closeReason: "operator_closed",
    };
    const actor = { kind: "operator", id: "o", name: "Somebody" };
    const timeline = ["authorize", "join", "promote", "close"].map((kind, at) => ({
      kind: `session.${kind}`,
      at: n * 60_000 + at,
      mode: "dry_run",
      actor,
      reason: null,
      evidence: null,
    }));
    const what = {
      robot: { id: "r", name: "their arm", calibrationId: "c" },
      deployment: { id: "d", name: "pick", specHash: "0".repeat(64) },
      model: "pi0.5",
      runtime: "edge",
    };
    previous = buildLink(
      {
        organizationId: "elsewhere",
        sessionId: `s${n}`,
        timestamp: n * 60_000 + 50_000,
        startedAt: n * 60_000,
        ...what,
        ...numbers,
        timeline,
        heartbeats: { count: 50, longestGapMs: 1_100, latencyMs: { p50: 20, p95: 30, p99: 40 } },
        runSummary: null,
        robotSignature: null,
        stops: [],
        closedBy: actor,
      },
      previous,
      key,
    );
    links.push(previous);
  }
  const text = exportReceipts(
    { exportedAt: 1, filter: {}, head: { sequence: count, hash: links.at(-1)?.hash ?? "" }, publicKeys: { [key.keyId]: key.publicKey } },
    links,
  );
  const file = openSync(path, "w");
  const bytes = writeSync(file, text);
  closeSync(file);
  console.log(`a file of ${Math.round(bytes / 1e6)} MB`);
  const cdp = await page.context().newCDPSession(page);
  await measureImport(page, cdp, url, count, say, "JSONL of another console", () =>
    page.locator("input[type=file]").first().setInputFiles(path),
  );
}
