import { expect, test, vi } from "vitest";

import { applying, bench, session } from "./agent.testing.ts";

// What the agent tells of itself: its events, its counts, its reports.

test("an agent says what happens, each thing once", async () => {
  const b = await applying();
  b.server.reachable = false;
  await b.agent.beat();
  await b.agent.beat();
  b.server.reachable = true;
  await b.agent.beat();
  await b.agent.beat();
  b.server.session = session("dry_run", 3);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await b.agent.beat();
  await b.steps(2);
  b.server.stop = null;
  await b.agent.beat();
  b.server.session = null;
  await b.agent.beat();
  await b.agent.beat();
  expect(b.events).toEqual([
    { kind: "session", sessionId: "s" },
    { kind: "applying" },
    { kind: "offline", error: new Error("cut") },
    { kind: "online" },
    { kind: "stop", command: { commandId: "c1", sessionId: "s", version: 3 } },
    { kind: "fell", reason: "software_stop" },
    { kind: "session", sessionId: null },
  ]);
});

test("a refusal is an outage like any other: the first answer after it says online", async () => {
  const b = bench();
  b.server.refuses = "unknown_key";
  expect(await b.agent.beat()).toBe(false);
  b.server.refuses = null;
  expect(await b.agent.beat()).toBe(true);
  expect(b.events).toEqual([{ kind: "refused", reason: "unknown_key" }, { kind: "online" }]);
});

test("a heartbeat without an answer resolves to false", async () => {
  const b = bench();
  b.server.reachable = false;
  expect(await b.agent.beat()).toBe(false);
  // Told with the first one that is missing, not with the second.
  expect(b.events).toEqual([{ kind: "offline", error: new Error("cut") }]);
});

test("it waits two intervals for an answer, and a second at least", async () => {
  const limit = vi.spyOn(AbortSignal, "timeout");
  await bench({}, { intervalMs: 2_000 }).agent.beat();
  await bench({}, { intervalMs: 100 }).agent.beat();
  await bench().agent.beat();
  expect(limit.mock.calls).toEqual([[4_000], [1_000], [2_000]]);
  limit.mockRestore();
});

test("the way to the server is measured from the sending to the answer", async () => {
  const b = bench();
  const { heartbeat } = b.transport;
  b.transport.heartbeat = (fields, signal) => {
    b.wait(70);
    return heartbeat(fields, signal);
  };
  await b.agent.beat();
  await b.agent.beat();
  expect(b.sent[1]?.roundTripMs).toBe(70);
});

test("commands and counts are the same number", async () => {
  const b = await applying();
  expect(b.agent.summary).toMatchObject({ ok: true, appliedSteps: b.done.filter((what) => what === "act").length, errors: [] });
});

test.each([
  [
    "a stop",
    async (b: Awaited<ReturnType<typeof applying>>) => {
      b.server.session = session("dry_run", 3);
      b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
      await b.agent.beat();
    },
    ["safeStop software_stop"],
    1,
  ],
  [
    "a close",
    async (b: Awaited<ReturnType<typeof applying>>) => {
      b.server.session = { ...session("dry_run", 3), status: "closed" };
      await b.agent.beat();
    },
    ["safeStop session_closed"],
    0,
  ],
  [
    "a demotion",
    async (b: Awaited<ReturnType<typeof applying>>) => {
      b.server.session = session("dry_run", 3);
      await b.agent.beat();
    },
    ["safeStop demoted"],
    0,
  ],
] as const)("%s rests an arm that applies once, and counts as a safe stop only when it is one", async (_what, happen, done, safeStops) => {
  const b = await applying();
  b.done.length = 0;
  await happen(b);
  await b.steps(3);
  expect(b.done).toEqual(done);
  expect(b.agent.summary.safeStops).toBe(safeStops);
});

test("a fault rests an arm that applies once, and ends the run of the policy", async () => {
  let broken = false;
  const b = await applying({
    observe: () => {
      if (broken) throw new Error("motor 3");
      return { joints: [0], moving: false };
    },
  });
  broken = true;
  b.done.length = 0;
  await b.steps(3);
  broken = false;
  const { steps } = b.agent.summary;
  await b.steps(5);
  expect(b.done).toEqual(["safeStop fault"]);
  expect(b.agent.summary).toMatchObject({ steps, safeStops: 1 });
  expect(b.events.filter(({ kind }) => kind === "fault")).toEqual([{ kind: "fault", message: "motor 3" }]);
});

test.each(["closed", "stopped"])("the policy rests in a session that is %s", async (how) => {
  const b = bench();
  b.server.session = session("dry_run", 1);
  await b.agent.beat();
  await b.steps(5);
  if (how === "closed") b.server.session = { ...session("dry_run", 2), status: "closed" };
  else b.server.stop = { id: "c1", sessionId: "s", version: 2, sentAt: 0 };
  await b.agent.beat();
  const { steps } = b.agent.summary;
  await b.steps(5);
  expect(b.agent.summary.steps).toBe(steps);
});

test("a session that is closed is named no more", async () => {
  const b = bench();
  b.server.session = session("dry_run", 1);
  await b.agent.beat();
  b.server.session = { ...session("dry_run", 2), status: "closed" };
  await b.agent.beat();
  await b.agent.beat();
  expect(b.sent[1]).toHaveProperty("sessionId", "s");
  expect(b.sent[2]).not.toHaveProperty("sessionId");
});

test("counts of a session that is over stay readable until the next one", async () => {
  const b = await applying();
  const { steps } = b.agent.summary;
  b.server.session = null;
  await b.agent.beat();
  expect(b.agent.summary.steps).toBe(steps);
});

test("a stop stays acknowledged until the server has heard that nothing moves, and asks for nothing else", async () => {
  let moving = true;
  const b = await applying({ observe: () => ({ joints: [0], moving }) });
  const ack = () => b.sent.at(-1)?.ack;
  b.server.session = session("dry_run", 3);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await b.agent.beat();
  await b.steps(1);
  b.server.stop = null;
  await b.agent.beat();
  expect(ack()).toMatchObject({ commandId: "c1", motionZero: false });
  await b.agent.beat();
  expect(ack()).toMatchObject({ commandId: "c1", motionZero: false });
  moving = false;
  await b.steps(1);
  b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
  await b.agent.beat();
  await b.agent.beat();
  expect(ack()).toMatchObject({ commandId: "c1", motionZero: true });
});

test("an arm that was not looked at yet is not said to rest", async () => {
  const b = bench();
  b.server.session = session("dry_run", 1);
  b.server.stop = { id: "c1", sessionId: "s", version: 1, sentAt: 0 };
  await b.agent.beat();
  await b.agent.beat();
  expect(b.sent[1]?.ack).toMatchObject({ commandId: "c1", motionZero: false });
});

test.each([
  [new Error("no power"), "safe stop failed: no power"],
  ["no power", "safe stop failed: no power"],
])("a safe stop that fails is told", async (failure, message) => {
  const b = await applying({
    safeStop: () => {
      throw failure;
    },
  });
  b.server.session = session("dry_run", 3);
  await b.agent.beat();
  await b.steps(2);
  expect(b.agent.summary).toMatchObject({ ok: false, errors: [message] });
});

test("of many errors the first twenty are kept, each once", async () => {
  let count = 0;
  const b = bench({
    observe: () => {
      count += 1;
      throw new Error(`error ${Math.ceil(count / 2)}`);
    },
  });
  await b.steps(60);
  expect(b.agent.summary.errors).toEqual(Array.from({ length: 20 }, (_, index) => `error ${index + 1}`));
});

test("no rate is told of a loop that stands, or of one period", async () => {
  const b = bench();
  b.server.session = session("dry_run", 1);
  await b.agent.beat();
  await b.steps(1);
  await b.agent.beat();
  expect(b.sent[1]?.controlHz).toBeUndefined();
  await b.agent.step();
  b.wait(0);
  await b.agent.beat();
  expect(b.sent[2]?.controlHz).toBeUndefined();
  const other = bench();
  other.server.session = session("dry_run", 1);
  await other.agent.beat();
  await other.steps(2);
  await other.agent.beat();
  expect(other.sent[1]?.controlHz).toBe(25);
});
