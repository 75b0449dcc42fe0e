import { expect, test } from "vitest";

import type { Event } from "./events";
import { now } from "./facts.testing";
import { step } from "./rules";
import { base, dry, events, states } from "./states.testing";

// What a heartbeat does to a session.

const beat = (more: Partial<Extract<Event, { kind: "heartbeat" }>> = {}) => ({ ...events.heartbeat, ...more });
const ack = { version: 7, motionZero: true };

test("the first one makes the session active", () => {
  const { session, effects } = step(base, beat());
  expect(session).toEqual({ ...base, status: "active", version: 8, lastHeartbeatAt: now });
  expect(effects).toEqual([
    {
      kind: "change",
      action: "session.activate",
      reason: null,
      before: { status: "authorized", mode: "dry_run", version: 7 },
      after: { status: "active", mode: "dry_run", version: 8 },
    },
  ]);
});

test("in a dry run it is heard, and gives no lease", () => {
  expect(step(dry, beat())).toEqual({ session: { ...dry, lastHeartbeatAt: now }, effects: [], outcome: { ok: true } });
});

test("while actions are applied it renews the lease by three intervals, and nothing else", () => {
  expect(step(states.applying, beat())).toEqual({
    session: { ...states.applying, lastHeartbeatAt: now, leaseExpiresAt: now + 3_000 },
    effects: [],
    outcome: { ok: true },
  });
});

test("one that was under way for too long is heard, and renews nothing", () => {
  expect(step(states.applying, beat({ renewsLease: false }))).toEqual({
    session: { ...states.applying, lastHeartbeatAt: now },
    effects: [],
    outcome: { ok: true },
  });
});

test.each([
  [{ goodbye: true }, "robot_goodbye"],
  [{ fellBack: true }, "robot_fell_back"],
  [{ health: "fault" }, "robot_fault"],
  [{ health: "safe_stop" }, "robot_safe_stop"],
] as const)("with %j the session falls back, and says so", (trouble, reason) => {
  const { session, effects } = step(states.applying, beat(trouble));
  expect(session).toMatchObject({ mode: "dry_run", lastHeartbeatAt: now, leaseExpiresAt: null });
  expect(effects[0]).toMatchObject({ action: "session.demote", reason });
  // Nobody falls back from a dry run.
  expect(step(dry, beat(trouble)).effects).toEqual([]);
});

test.each(["unknown", "ok", "warning"] as const)("a robot that reports %s goes on", (health) => {
  expect(step(states.applying, beat({ health })).session.mode).toBe("apply_actions");
});

test("it carries the acknowledgement of a stop", () => {
  const { session, effects } = step(states.stopping, beat({ ack }));
  expect(session).toMatchObject({ lastHeartbeatAt: now, stop: { acknowledgedAt: now, motionZeroAt: now } });
  expect(effects.map((effect) => "fact" in effect && effect.fact)).toEqual(["acknowledged", "motion_zero"]);
});

test("the first one may carry an acknowledgement too, and a fault: all of it is on record", () => {
  const stopped = { ...base, stop: states.stopping.stop };
  expect(step(stopped, beat({ ack })).effects.map(({ kind }) => kind)).toEqual(["change", "stopFact", "stopFact"]);
  const odd = { ...states.applying, stop: states.stopping.stop };
  expect(step(odd, beat({ ack, health: "fault" })).effects.map(({ kind }) => kind)).toEqual([
    "stopFact",
    "stopFact",
    "change",
    "restartEvidence",
  ]);
});

test("in a closed session it says nothing but an acknowledgement that was still owed", () => {
  expect(step(states.closed, beat()).session).toBe(states.closed);
  const { session } = step(states.closedStopping, beat({ ack }));
  expect(session).toMatchObject({
    lastHeartbeatAt: dry.lastHeartbeatAt,
    status: "closed",
    stop: { acknowledgedAt: now, motionZeroAt: now },
  });
});
