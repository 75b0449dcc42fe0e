import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type bench, session } from "./agent.testing.ts";
import { pass, running, runningAndApplying } from "./running.testing.ts";

// The loops of an agent that runs: when it beats, steps and hands over its account.

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("it beats once an interval and steps at its rate", async () => {
  let looks = 0;
  const b = running({ observe: () => ({ joints: [(looks += 1)], moving: false }) }, { intervalMs: 500, controlHz: 10 });
  const end = b.start();
  await pass(1_950);
  expect(b.sentAt).toEqual([0, 500, 1_000, 1_500]);
  expect(looks).toBe(20);
  await end();
  await pass(2_000);
  expect(looks).toBe(20);
});

test("without a rate it steps twenty-five times a second", async () => {
  let looks = 0;
  const end = running({ observe: () => ({ joints: [(looks += 1)], moving: false }) }).start();
  await pass(990);
  expect(looks).toBe(25);
  await end();
});

test("a period that was missed is left out", async () => {
  const looks: number[] = [];
  const b = running(
    {
      observe: async () => {
        looks.push(Date.now() - 1_000_000);
        if (looks.length === 2) await new Promise((done) => setTimeout(done, 250));
        return { joints: [0], moving: false };
      },
    },
    { controlHz: 10 },
  );
  const end = b.start();
  await pass(700);
  expect(looks).toEqual([0, 100, 450, 550, 650]);
  await end();
});

test("a step that took a part of its period is followed on time", async () => {
  const looks: number[] = [];
  const b = running(
    {
      observe: async () => {
        looks.push(Date.now() - 1_000_000);
        await new Promise((done) => setTimeout(done, looks.length === 1 ? 100 : 60));
        return { joints: [0], moving: false };
      },
    },
    { controlHz: 10 },
  );
  const end = b.start();
  await pass(350);
  expect(looks).toEqual([0, 101, 200, 300]);
  await end();
});

test("a server that does not answer is asked ever more rarely, and at once regularly again", async () => {
  const b = running();
  b.server.reachable = false;
  const end = b.start();
  await pass(17_400);
  expect(b.sentAt).toEqual([0, 500, 1_500, 3_500, 7_500, 12_500]);
  b.server.reachable = true;
  await pass(1_200);
  expect(b.sentAt.slice(6)).toEqual([17_500, 18_500]);
  await end();
});

test("a server that refuses is asked ever more rarely too", async () => {
  const b = running();
  b.server.refuses = "unknown_key";
  const end = b.start();
  await pass(3_600);
  expect(b.sentAt).toEqual([0, 500, 1_500, 3_500]);
  await end();
});

test.each([
  [0, 375],
  [0.999, 624],
])("the pause after a failure differs from robot to robot (%d)", async (random, at) => {
  vi.mocked(Math.random).mockReturnValue(random);
  const b = running();
  b.server.reachable = false;
  const end = b.start();
  await pass(700);
  expect(Math.floor(b.sentAt[1] ?? 0)).toBe(at);
  await end();
});

test("an account of the run is there before anybody closes it: at once, every five seconds, and at the end", async () => {
  const b = running();
  const end = b.start();
  await pass(5_500);
  expect(b.summaries).toHaveLength(0);
  b.server.session = session("dry_run", 1);
  await pass(500);
  expect(b.summaries).toHaveLength(1);
  await pass(4_900);
  expect(b.summaries).toHaveLength(1);
  await pass(100);
  expect(b.summaries).toHaveLength(2);
  await end();
  expect(b.summaries).toHaveLength(3);
  expect(b.sent.at(-1)).toMatchObject({ goodbye: true });
});

test("no account is given to a server that does not answer", async () => {
  const b = running();
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(1_500);
  b.server.reachable = false;
  await pass(30_000);
  expect(b.summaries).toHaveLength(1);
  await end();
});

test("an agent without a socket and without an account runs all the same", async () => {
  const b = running();
  delete b.transport.watch;
  delete b.transport.summary;
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(6_500);
  await end();
  expect(b.sent.at(-1)).toMatchObject({ goodbye: true });
});

test("its socket is let go of at the end", async () => {
  const b = running();
  const unwatch = vi.fn();
  b.transport.watch = () => unwatch;
  const end = b.start();
  await pass(100);
  expect(unwatch).not.toHaveBeenCalled();
  await end();
  expect(unwatch).toHaveBeenCalledOnce();
});

test("at the end an arm that applies is brought to rest, and one that does not is left alone", async () => {
  const b = await runningAndApplying();
  await b.end();
  expect(b.done.filter((what) => what !== "act")).toEqual(["safeStop session_closed"]);
  expect(b.agent.summary.safeStops).toBe(0);
  const other = running();
  const end = other.start();
  await pass(100);
  await end();
  expect(other.done).toEqual([]);
});

test.each<[string, Parameters<ReturnType<typeof bench>["push"]>[0], boolean]>([
  ["of the same session and version", { ok: true, session: session("apply_actions", 2), stop: null }, false],
  ["of another version", { ok: true, session: session("apply_actions", 3), stop: null }, true],
  ["of another session", { ok: true, session: { ...session("apply_actions", 2), sessionId: "t" }, stop: null }, true],
  ["of no session", { ok: true, session: null, stop: null }, true],
])("a push %s asks the server at once only when it is news", async (_what, told, isNews) => {
  const b = await runningAndApplying();
  await pass(10);
  b.push(told);
  await pass(10);
  expect(b.sentAt).toHaveLength(isNews ? 1 : 0);
  await b.end();
});

test.each<[string, Parameters<ReturnType<typeof bench>["push"]>[0], boolean]>([
  ["that the session goes on", { ok: true, session: session("apply_actions", 2), stop: null }, true],
  ["that it is a dry run again", { ok: true, session: session("dry_run", 3), stop: null }, false],
  ["that it is closed", { ok: true, session: { ...session("dry_run", 3), status: "closed" }, stop: null }, false],
  ["that there is none", { ok: true, session: null, stop: null }, false],
])("a push says %s, and the arm does not wait for a heartbeat", async (_what, told, applies) => {
  const b = await runningAndApplying();
  b.push(told);
  expect(b.agent.applying).toBe(applies);
  await b.end();
});

test("what begins or ends applying is told without waiting for the interval", async () => {
  const b = running();
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(900);
  b.server.session = session("apply_actions", 2);
  await pass(1_000);
  expect(b.sentAt.filter((at) => at >= 1_000 && at < 1_100)).toHaveLength(2);
  expect(b.sent.at(-1)).toMatchObject({ mode: "apply_actions" });
  await end();
});
