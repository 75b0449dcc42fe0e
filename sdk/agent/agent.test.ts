import { describe, expect, test } from "vitest";

import { applying, bench, leaseMs, session } from "./agent.testing.ts";

describe("a robot agent", () => {
  test("does nothing without a session", async () => {
    const b = bench();
    await b.agent.beat();
    await b.steps(5);
    expect(b.done).toEqual([]);
    expect(b.agent.summary.steps).toBe(0);
    expect(b.sent[0]).toMatchObject({ mode: "dry_run", state: "idle" });
    expect(b.sent[0]).not.toHaveProperty("sessionId");
  });

  test("in a dry run the policy runs and nothing moves; the next heartbeat names the session", async () => {
    const b = bench();
    b.server.session = session("dry_run", 1);
    await b.agent.beat();
    await b.steps(10);
    await b.agent.beat();
    expect(b.done).toEqual([]);
    expect(b.agent.summary).toMatchObject({ steps: 9, appliedSteps: 0 });
    expect(b.sent[1]).toMatchObject({ sessionId: "s", mode: "dry_run", state: "running", steps: 9 });
  });

  test("the way to the server is no latency of a policy that has yet to infer", async () => {
    const b = bench();
    b.server.session = session("dry_run", 1);
    await b.agent.beat();
    await b.agent.beat();
    expect(b.sent[1]).toMatchObject({ sessionId: "s", roundTripMs: undefined });
    await b.steps(3);
    await b.agent.beat();
    expect(b.sent[2]).toMatchObject({ inferenceMs: expect.any(Number), roundTripMs: expect.any(Number) });
  });

  test("reports the rate of its mean period, whatever one short period does to it", async () => {
    const b = bench();
    b.server.session = session("dry_run", 1);
    await b.agent.beat();
    await b.steps(60);
    b.wait(-39);
    await b.steps(1);
    await b.steps(1);
    await b.agent.beat();
    expect(b.sent.at(-1)?.controlHz).toBeGreaterThan(24);
    expect(b.sent.at(-1)?.controlHz).toBeLessThan(27);
  });

  test("applies after a promotion, and never a row that was planned before it", async () => {
    const b = await applying();
    expect(b.done.filter((what) => what === "act").length).toBeGreaterThan(0);
    expect(b.agent.summary.appliedSteps).toBeLessThan(b.agent.summary.steps);
    await b.agent.beat();
    expect(b.sent.at(-1)).toMatchObject({ mode: "apply_actions", state: "applying" });
  });

  test("a promotion that comes in the middle of a step does not apply the row that was planned before it", async () => {
    let promote: (() => Promise<unknown>) | null = null;
    let planned = 0;
    const applied: number[] = [];
    const b = bench({
      observe: async () => {
        await promote?.();
        return { joints: [0.1], moving: false };
      },
      infer: () => Promise.resolve({ rows: Array.from({ length: 50 }, () => [(planned += 1)]) }),
      act: ([row]) => void applied.push(row ?? 0),
    });
    b.server.session = session("dry_run", 1);
    await b.agent.beat();
    await b.steps(3);
    const before = planned;
    b.server.session = session("apply_actions", 2);
    promote = () => b.agent.beat();
    await b.steps(1);
    expect(b.agent.applying).toBe(true);
    expect(applied).toEqual([]);
    promote = null;
    await b.steps(3);
    expect(applied.length).toBeGreaterThan(0);
    expect(Math.min(...applied)).toBeGreaterThan(before);
  });

  test("cut off, it falls back by itself when the lease ends, brings the arm to rest once, and reports dry_run", async () => {
    const b = await applying();
    b.server.reachable = false;
    await b.agent.beat();
    b.wait(leaseMs);
    b.done.length = 0;
    await b.steps(10);
    expect(b.done).toEqual(["safeStop lease_lapsed"]);
    expect(b.agent.applying).toBe(false);
    expect(b.events).toContainEqual({ kind: "fell", reason: "lease_lapsed" });
    b.server.reachable = true;
    await b.agent.beat();
    expect(b.sent.at(-1)).toMatchObject({ mode: "dry_run", safeStops: 1 });
    await b.steps(10);
    expect(b.done).toEqual(["safeStop lease_lapsed"]);
  });

  test("no action is applied at any time after the lease, whatever the order of steps and beats", async () => {
    const b = await applying();
    b.server.reachable = false;
    b.wait(leaseMs - 400);
    const before = b.done.length;
    await b.steps(5);
    expect(b.done.length).toBeGreaterThan(before);
    b.wait(400);
    b.done.length = 0;
    await b.steps(50);
    expect(b.done.filter((what) => what === "act")).toEqual([]);
  });

  test("a stop rests the arm at once, is acknowledged with its id, session and version, then with motion zero", async () => {
    let moving = true;
    const b = bench({ observe: () => ({ joints: [0.1], moving }) });
    b.server.session = session("apply_actions", 2);
    await b.agent.beat();
    await b.steps(8);
    b.server.session = session("dry_run", 3);
    b.server.stop = { id: "c1", sessionId: "s", version: 3, sentAt: 0 };
    b.done.length = 0;
    await b.agent.beat();
    expect(b.done).toEqual(["safeStop software_stop"]);
    await b.steps(3);
    await b.agent.beat();
    expect(b.sent.at(-1)).toMatchObject({ state: "safe_stop", ack: { commandId: "c1", sessionId: "s", version: 3, motionZero: false } });
    moving = false;
    await b.steps(2);
    b.server.stop = null;
    await b.agent.beat();
    expect(b.sent.at(-1)).toMatchObject({ ack: { motionZero: true } });
    await b.agent.beat();
    expect(b.sent.at(-1)).not.toHaveProperty("ack");
    expect(b.done).toEqual(["safeStop software_stop"]);
  });

  test("a stop pushed on the socket does not wait for the next heartbeat; a promotion pushed there applies nothing by itself", async () => {
    const b = await applying();
    const ending = new AbortController();
    const running = b.agent.run(ending.signal);
    await Promise.resolve();
    b.done.length = 0;
    b.push({ ok: true, session: session("apply_actions", 2), stop: { id: "c2", sessionId: "s", version: 3, sentAt: 0 } });
    expect(b.done).toEqual(["safeStop software_stop"]);
    expect(b.agent.applying).toBe(false);
    b.push({ ok: true, session: session("apply_actions", 4), stop: null });
    expect(b.agent.applying).toBe(false);
    ending.abort();
    await running;
    expect(b.sent.at(-1)).toMatchObject({ goodbye: true });
  });

  test("a demotion is no incident: the arm rests, no safe stop is counted", async () => {
    const b = await applying();
    b.server.session = session("dry_run", 3);
    b.done.length = 0;
    await b.agent.beat();
    await b.steps(3);
    expect(b.done).toEqual(["safeStop demoted"]);
    expect(b.agent.summary.safeStops).toBe(0);
  });

  test("a callback that throws is a fault: rest, report, apply nothing more in this version", async () => {
    let broken = false;
    const b = bench({
      observe: () => {
        if (broken) throw new Error("motor 3");
        return { joints: [0], moving: false };
      },
    });
    b.server.session = session("apply_actions", 2);
    await b.agent.beat();
    await b.steps(8);
    broken = true;
    b.done.length = 0;
    await b.steps(5);
    await b.agent.beat();
    expect(b.done).toEqual(["safeStop fault"]);
    expect(b.sent.at(-1)).toMatchObject({ state: "fault", message: "motor 3", mode: "dry_run" });
    expect(b.agent.summary).toMatchObject({ ok: false, errors: ["motor 3"] });
  });

  test("a revoked credential ends everything", async () => {
    const b = await applying();
    b.server.refuses = "unknown_key";
    expect(await b.agent.beat()).toBe(false);
    await b.steps(1);
    expect(b.agent.applying).toBe(false);
    expect(b.events).toContainEqual({ kind: "refused", reason: "unknown_key" });
  });

  test("its counters start again with another session, and its sequence never repeats", async () => {
    const b = await applying();
    b.server.session = { sessionId: "t", status: "authorized", mode: "dry_run", version: 1 };
    await b.agent.beat();
    expect(b.agent.summary).toMatchObject({ steps: 0, appliedSteps: 0, safeStops: 0 });
    const seqs = b.sent.map((beat) => beat.seq ?? 0);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    expect(seqs[0]).toBeGreaterThan(5_000);
  });
});

test("in a dry run it tells how far each joint would go at once, if its driver knows", async () => {
  const silent = bench();
  const b = bench({ moveOf: (row, { joints }) => row.map((target, index) => target - (joints[index] ?? 0)) });
  for (const each of [silent, b]) {
    each.server.session = session("dry_run", 1);
    await each.agent.beat();
    await each.steps(3);
    await each.agent.beat();
  }
  expect(silent.sent.at(-1)).not.toHaveProperty("firstMove", expect.anything());
  expect(b.sent.at(-1)?.firstMove).toEqual([0.1]);
  b.server.session = session("apply_actions", 2);
  await b.agent.beat();
  await b.steps(5);
  await b.agent.beat();
  expect(b.sent.at(-1)?.firstMove).toBeUndefined();
  b.server.session = session("dry_run", 3);
  await b.agent.beat();
  await b.steps(3);
  b.server.session = { ...session("dry_run", 1), sessionId: "t" };
  await b.agent.beat();
  await b.agent.beat();
  expect(b.sent.at(-1)).toMatchObject({ sessionId: "t", firstMove: undefined });
});
