import { ConvexClient } from "convex/browser";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { nobody } from "../src/calls/auth.ts";
import { temporaryEngine } from "../src/engine/testing.ts";
import { MutationQueue, type OnceKey } from "../src/mutations/mutations.ts";
import type { Outcome } from "../src/calls/call.ts";
import { freePort } from "./child.ts";
import { api, httpClient, liveClient, startHost, temporaryFolder } from "./setup.ts";

const call = { path: "m:f", args: {}, caller: nobody };
const done: Outcome = { ok: true, value: "1", logLines: [] };
const first = { sessionId: "s/1", mayRepeat: false };
const again = { sessionId: "s/1", mayRepeat: true };

test("a commit that fails acknowledges nothing, and the next one works", async () => {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  let isDiskFull = true;
  let flushes = 0;
  const flush = engine.flush.bind(engine);
  engine.flush = () => {
    if (!isDiskFull) return flush();
    engine.rollbackBatch();
    throw new Error("database or disk is full");
  };
  const queue = new MutationQueue(
    engine,
    async (tx) => (tx.putMeta("seen", "1"), done),
    () => (flushes += 1),
    () => undefined,
  );
  await expect(Promise.all([queue.submit(call), queue.submit(call)])).rejects.toThrow("could not be written");
  expect(engine.getMeta("seen")).toBeNull();
  isDiskFull = false;
  expect((await queue.submit(call)).outcome).toEqual(done);
  expect(engine.getMeta("seen")).toBe("1");
  expect(flushes).toBe(0);
  await queue.close();
  await expect(queue.submit(call)).rejects.toThrow("closing");
});

test("while a flood from one address, or one network of them, waits, one mutation from another comes next, and everything else has its turn", async () => {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  const order: string[] = [];
  const turnOf = new Map<string, number>();
  let turns = 0;
  const run = async (_: unknown, { path }: { path: string }): Promise<Outcome> => {
    order.push(path);
    turnOf.set(path, turns);
    const until = performance.now() + 2;
    while (performance.now() < until);
    return done;
  };
  const queue = new MutationQueue(
    engine,
    run,
    () => undefined,
    () => undefined,
  );
  const flood = Array.from(
    { length: 40 },
    async (_, n) => (await queue.submit({ ...call, path: `flood ${n}`, from: `2001:db8::${n.toString(16)}` })).ts,
  );
  const honest = queue.submit({ ...call, path: "honest", from: "2001:db8:0:1::1" });
  const count = setInterval(() => (turns += 1), 1);
  const batches = await Promise.all(flood);
  await honest;
  clearInterval(count);
  expect(order.indexOf("honest")).toBe(1);
  expect(order.filter((path) => path !== "honest")).toEqual(Array.from({ length: 40 }, (_, n) => `flood ${n}`));
  const isWithin = (n: number): boolean => batches[n] === batches[n - 1] && turnOf.get(`flood ${n}`) !== turnOf.get(`flood ${n - 1}`);
  expect(
    batches.some((_, n) => n > 0 && isWithin(n)),
    "a turn in the middle of a batch",
  ).toBe(true);
});

function afterTurns(turns: number, work: () => void): void {
  setImmediate(() => (turns === 1 ? work() : afterTurns(turns - 1, work)));
}

test("after a crowd a batch stays open as long as a slow flush takes, so that latecomers share it; a lone client is never kept waiting", async () => {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  const flush = engine.flush.bind(engine);
  engine.flush = () => {
    const until = performance.now() + 4;
    while (performance.now() < until);
    return flush();
  };
  const late: Promise<{ ts: bigint }>[] = [];
  let isFirst = false;
  const queue = new MutationQueue(
    engine,
    async (tx) => {
      tx.putMeta("seen", "1");
      // The next one comes when this batch is open already: later than the one look round that every batch takes.
      if (isFirst) afterTurns(4, () => late.push(queue.submit(call)));
      isFirst = false;
      return done;
    },
    () => undefined,
    () => undefined,
  );
  const sharedAfter = async (crowd: number) => {
    let shared = 0;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await Promise.all(Array.from({ length: crowd }, () => queue.submit(call)));
      isFirst = true;
      const { ts } = await queue.submit(call);
      if (late.length > 0 && (await late[0])?.ts === ts) shared += 1;
      while (late.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await late.pop();
    }
    return shared;
  };
  expect(await sharedAfter(3)).toBeGreaterThan(10);
  expect(await sharedAfter(1)).toBeLessThan(10);
});

test("what acts for a signed-in person by HTTP goes ahead of what waits; the mutations of a socket keep their order", async () => {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  const order: string[] = [];
  const queue = new MutationQueue(
    engine,
    async (_tx, { path }) => (order.push(path), done),
    () => undefined,
    () => undefined,
  );
  const person = { kind: "user", identity: { tokenIdentifier: "somebody" }, expiresAt: Infinity, token: "" } as const;
  const submit = (path: string, isPerson: boolean, once?: OnceKey) =>
    queue.submit({ ...call, path, caller: isPerson ? person : nobody }, once);
  const waiting = ["beat 1", "beat 2", "beat 3"].map((path) => submit(path, false));
  const socket = ["socket 1", "socket 2"].map((path, requestId) => submit(path, true, { client: first, requestId }));
  const acts = ["promote", "stop"].map((path) => submit(path, true));
  await Promise.all([...waiting, ...socket, ...acts]);
  expect(order).toEqual(["promote", "beat 1", "stop", "beat 2", "beat 3", "socket 1", "socket 2"]);
});

test("records of finished mutations are deleted when they are old", async () => {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  const queue = new MutationQueue(
    engine,
    () => Promise.resolve(done),
    () => undefined,
    () => undefined,
  );
  await queue.submit(call, { client: again, requestId: 0 });
  await queue.collectGarbage(Date.now() + 13 * 86_400_000);
  expect(engine.scanMeta("once/")).toHaveLength(1);
  await queue.collectGarbage(Date.now() + 30 * 86_400_000);
  expect(engine.scanMeta("once/")).toHaveLength(0);
});

test("a restart under load fails no mutation of a live client", { timeout: 60_000 }, async () => {
  const dataDir = await temporaryFolder();
  const port = await freePort();
  let host = await startHost({ dataDir, port });
  const client = new ConvexClient(host.url, {
    webSocketConstructor: WebSocket as never,
    skipConvexDeploymentUrlCheck: true,
    unsavedChangesWarning: false,
    logger: false,
  });
  onTestFinished(() => client.close());
  let isStopping = false;
  const results: number[] = [];
  const writers = Array.from({ length: 32 }, async () => {
    while (!isStopping) results.push(await client.mutation(api.counters.add, { name: "load" }));
  });
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await host.close();
    host = await startHost({ dataDir, port });
  }
  isStopping = true;
  await Promise.all(writers);
  expect(new Set(results).size).toBe(results.length);
  expect(await httpClient(host).query(api.counters.get, { name: "load" })).toBe(results.length);
});

test("a query that reads thousands of documents lets writers through, and sees none of what they write", async () => {
  const host = await startHost();
  const [reader, writer] = [httpClient(host), liveClient(host)];
  await reader.mutation(api.notes.fill, { room: "a", count: 6000 });
  await writer.mutation(api.notes.add, { room: "b", text: "x" });
  let isReading = true;
  const reading = reader.query(api.notes.length, { room: "a" }).finally(() => (isReading = false));
  let written = 0;
  while (isReading) {
    await writer.mutation(api.notes.add, { room: "a", text: "meanwhile" });
    if (isReading) written += 1;
  }
  expect(await reading).toBe(6000);
  expect(written).toBeGreaterThan(3);
});
