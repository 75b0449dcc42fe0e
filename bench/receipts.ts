/*
 * What files of many receipts take in a browser: seeds a host of its own, opens the built dashboard in Chromium, exports and looks into files.
 * Not a test: the numbers vary with whatever else runs. `npm run build` names the folder of the dashboard.
 *
 *   npx esbuild bench/receipts.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-receipts.mjs
 *   STATIC_DIR=build/dashboard/<digest> node build/bench-receipts.mjs [receipts, default 10000] [--serve | --files [rows]]
 *
 * Exports and imports all of them in each format (20,000 and more, or the browser does not write to the disk); with `--files` and a
 * number also another console's file with so many rows. The list itself: bench/receipts-list.ts.
 * `--serve` leaves the seeded console running for looking at it (sign in with what it prints).
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "@playwright/test";

import { createHost } from "../host/src/index.ts";
import { measureFiles, measureForeignFile } from "./receipt-files.ts";

const count = Number(process.argv[2] ?? 10_000);
const email = "bench@reflex.example";
const password = "correct horse battery";

// A seed function has no business in the real folder, so it lives in a copy of it.
const functions = join(process.cwd(), "build", "bench-functions");
const seed = `
import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { writeReceipt } from "./model/receipts/writer";
import { authorizeForBench } from "./benchSession";
export const receipts = internalMutation({
  args: { from: v.number(), count: v.number(), of: v.number(), now: v.number() },
  returns: v.null(),
  handler: async (ctx, { from, count, of, now }) => {
    for (let n = from; n < from + count; n += 1) {
      // Forty days up to now, most in working hours, so that the histogram has a shape.
      const day = Math.floor((n / of) * 40);
      const at = now - (40 - day) * 86_400_000 + Math.floor(((n / of) * 40 - day) * 9 * 3_600_000) + 8 * 3_600_000;
      const loaded = await authorizeForBench(ctx, n, Math.min(at, now));
      await writeReceipt(ctx, loaded, Math.min(at, now));
    }
    return null;
  },
});
`;
const session = `
import type { MutationCtx } from "./_generated/server";
export async function authorizeForBench(ctx: MutationCtx, n: number, at: number) {
  const organization = await ctx.db.query("organizations").first();
  if (organization === null) throw new Error("no organization");
  const one = await ctx.db.query("sessionLive").first();
  const model = one === null ? null : await ctx.db.get("sessions", one.sessionId);
  if (one === null || model === null) throw new Error("no session to copy");
  const odd = n % 97 === 0;
  const startedAt = at - 60_000 - (n % 50) * 1_000;
  const actor = { kind: "operator" as const, id: "seed", name: "Seed" };
  const doc = { ...model, status: "closed" as const, createdAt: startedAt, activatedAt: startedAt + 2_000, endedAt: at, closedBy: actor, closeReason: odd ? "expired" : "operator_closed", promotions: n % 3 === 0 ? 1 : 0 };
  const live = { ...one, steps: 3_000 + ((n * 37) % 500), appliedSteps: n % 3 === 0 ? 1_200 : 0, safeStops: n % 53 === 0 ? 1 : 0, errors: odd ? ["torque limit of joint 3"] : [], longestGapMs: 900 + (n % 200) + (n % 211 === 0 ? 20_000 : 0), heartbeats: 300, runSummary: null };
  return { doc, live } as never;
}
`;
rmSync(functions, { recursive: true, force: true });
mkdirSync(functions, { recursive: true });
cpSync("convex", functions, { recursive: true, filter: (path) => !path.includes(".test.") });
writeFileSync(join(functions, "benchSeed.ts"), seed);
writeFileSync(join(functions, "benchSession.ts"), session);

const staticDir = process.env["STATIC_DIR"];
if (staticDir === undefined) throw new Error("Set STATIC_DIR to the folder that `npm run build` names.");
const dataDir = mkdtempSync(join(tmpdir(), "reflex-bench-"));
const host = await createHost({ dataDir, port: 0, functions, staticDir, log: () => undefined });
const run = (kind: "query" | "mutation" | "action", path: string, args: Record<string, string | number | boolean>) =>
  host.run(path, args, kind);

async function call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await fetch(`${host.url}/api/mutation`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path: `publicApi:${name}`, args, format: "json" }),
  });
  const { value, errorMessage } = (await response.json()) as { value?: Record<string, unknown>; errorMessage?: string };
  if (value === undefined || value["ok"] === false) throw new Error(`${name}: ${errorMessage ?? JSON.stringify(value)}`);
  return value;
}

async function seedAll(): Promise<void> {
  await run("action", "setup:createOperator", { email, password, name: "Bench", role: "admin", organizationName: "Bench" });
  const made = (await run("mutation", "setup:createApiKey", { name: "bench", role: "admin" })) as { apiKey: string };
  await call("authorizeSession", { apiKey: made.apiKey, baseModel: "pi0.5", runtime: "edge" });
  const begun = performance.now();
  for (let from = 0; from < count; from += 100)
    await run("mutation", "benchSeed:receipts", { from, count: Math.min(100, count - from), of: count, now: Date.now() });
  say("seeded", performance.now() - begun);
}

const say = (what: string, ms: number) => console.log(`${what.padEnd(58)} ${Math.round(ms)} ms`);

async function measure(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(error.message));
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  await page.goto(`${host.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Fleet", level: 1 }).waitFor();
  const foreign = Number(process.argv[process.argv.indexOf("--files") + 1]);
  if (foreign > 0) await measureForeignFile(page, host.url, foreign, join(dataDir, "theirs.jsonl"), say);
  if (count >= 20_000) await measureFiles(page, host.url, count, say);
  await browser.close();
}

await seedAll();
if (process.argv.includes("--serve")) console.log(`ready ${host.url} sign in ${email} ${password}`);
else {
  try {
    await measure();
  } finally {
    await host.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
