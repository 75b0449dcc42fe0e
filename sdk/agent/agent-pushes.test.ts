import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { session } from "./agent.testing.ts";
import { pass, running, runningAndApplying } from "./running.testing.ts";

// What a push does to an agent that runs, and how soon it tells.

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a push never prolongs a lease", async () => {
  const b = await runningAndApplying();
  b.server.reachable = false;
  await pass(2_500);
  b.push({ ok: true, serverTime: 0, session: { ...session("apply_actions", 2), leaseExpiresAt: 60_000, budgetEndsAt: null }, stop: null });
  await pass(1_500);
  expect(b.agent.applying).toBe(false);
  await b.end();
});

test("a push before any session begins nothing", async () => {
  const b = running();
  const end = b.start();
  await pass(100);
  b.push({ ok: true, session: session("dry_run", 1), stop: null });
  expect(b.agent.applying).toBe(false);
  expect(b.events).toEqual([]);
  b.push({ ok: true, session: null, stop: null });
  await end();
});

test("a stop is obeyed once, however often it is pushed", async () => {
  const b = await runningAndApplying();
  const stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  b.push({ ok: true, session: session("dry_run", 3), stop });
  b.push({ ok: true, session: session("dry_run", 3), stop });
  b.push({ ok: true, session: session("dry_run", 3), stop: null });
  expect(b.done.filter((what) => what !== "act")).toEqual(["safeStop software_stop"]);
  await b.end();
});

test("a stop is acknowledged after a tenth of a second, and ten times a second until the arm rests", async () => {
  let moving = true;
  const b = await runningAndApplying({ observe: () => ({ joints: [0], moving }) });
  await pass(10);
  const pushedAt = Date.now() - 1_000_000;
  b.server.session = session("dry_run", 3);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  b.push({ ok: true, session: b.server.session, stop: b.server.stop });
  await pass(350);
  expect(b.sentAt.map((at) => at - pushedAt)).toEqual([100, 201, 302]);
  expect(b.sent.at(-1)).toMatchObject({ ack: { commandId: "c1", motionZero: false } });
  moving = false;
  b.server.stop = null;
  await pass(200);
  b.sentAt.length = 0;
  await pass(1_000);
  expect(b.sentAt).toHaveLength(1);
  await b.end();
});

test("a stop that is pushed while an earlier one is being told of is told of too", async () => {
  const b = await runningAndApplying();
  const stopped = (id: string, version: number) => ({ id, sessionId: "s", version, sentAt: 0 });
  b.server.session = session("dry_run", 3);
  b.server.stop = stopped("c1", 3);
  b.push({ ok: true, session: b.server.session, stop: b.server.stop });
  // The report that c1 is obeyed and nothing moves is under way when c2 is pressed; its answer was written before.
  b.server.stop = null;
  b.server.holds = true;
  await pass(150);
  expect(b.sent.at(-1)).toMatchObject({ ack: { commandId: "c1", motionZero: true } });
  b.push({ ok: true, session: session("dry_run", 4), stop: stopped("c2", 4) });
  b.server.letGo();
  await pass(300);
  expect(b.sent.at(-1)).toMatchObject({ ack: { commandId: "c2", version: 4, motionZero: true } });
  expect(b.done.filter((what) => what !== "act")).toEqual(["safeStop software_stop", "safeStop software_stop"]);
  await b.end();
});

test("a stop that the server asks for again is told of again, and obeyed once", async () => {
  const b = await runningAndApplying();
  b.server.session = session("dry_run", 3);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await pass(1_200);
  b.server.stop = null;
  await pass(2_000);
  expect(b.sent.at(-1)).not.toHaveProperty("ack");
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await pass(2_000);
  expect(b.sent.at(-1)).toMatchObject({ ack: { commandId: "c1" } });
  expect(b.done.filter((what) => what !== "act")).toEqual(["safeStop software_stop"]);
  await b.end();
});
