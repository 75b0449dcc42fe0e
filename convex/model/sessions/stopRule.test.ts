import { expect, test } from "vitest";

import { now } from "./facts.testing";
import { step } from "./rules";
import { dry, events, pending, states } from "./states.testing";

test("a stop asks to be echoed with the version it made", () => {
  const { session } = step(states.applying, events.stop);
  expect(session.stop?.version).toBe(session.version);
  expect(session.stop).toMatchObject({ sentAt: now - 50, acceptedAt: now });
});

test("a press sent again after its acknowledgement is the same stop, unless actions are applied", () => {
  const again = { ...events.stop, sentAt: now - 300 };
  const { session } = step(states.stopped, again);
  expect(session).toMatchObject({ version: 7, stop: { acknowledgedAt: now - 100, requests: 2 } });
  const applying = { ...states.applying, stop: states.stopped.stop };
  const stopped = step(applying, again).session;
  expect(stopped).toMatchObject({ mode: "dry_run", version: 8, stop: { acknowledgedAt: null, requests: 1 } });
});

test("a stop cannot have been sent after it was accepted", () => {
  const { session } = step(states.applying, { ...events.stop, sentAt: now + 5_000 });
  expect(session.stop?.sentAt).toBe(now);
});

test("a stop asked for again, before it is acknowledged, keeps the version the robot must echo", () => {
  const { session } = step(states.stopping, events.stop);
  expect(session).toEqual({ ...states.stopping, stop: { ...pending, requests: 2 } });
});

test("a stop while actions are applied ends applying, and is on record with its reason", () => {
  const { session, effects } = step(states.applying, { ...events.stop, reason: "hand in the cell" });
  expect(session).toMatchObject({ mode: "dry_run", modeSince: now, leaseExpiresAt: null, budgetEndsAt: null });
  expect(effects).toEqual([
    {
      kind: "change",
      action: "session.stop",
      reason: "hand in the cell",
      before: { status: "active", mode: "apply_actions", version: 7 },
      after: { status: "active", mode: "dry_run", version: 8 },
    },
    { kind: "stopFact", fact: "requested", reason: "hand in the cell" },
    { kind: "restartEvidence" },
  ]);
});

test("a stop in a dry run leaves it one since when it was", () => {
  expect(step(dry, events.stop).session).toMatchObject({ mode: "dry_run", modeSince: dry.modeSince });
});

test("a stop of a closed session goes out to the robot, and changes nothing else", () => {
  const { session, effects } = step(states.closed, events.stop);
  expect(session).toEqual({
    ...states.closed,
    stop: { version: 7, pressedAt: now - 50, sentAt: now - 50, acceptedAt: now, acknowledgedAt: null, motionZeroAt: null, requests: 1 },
  });
  expect(effects).toEqual([{ kind: "stopFact", fact: "requested", reason: null }]);
});

const ack = (version: number, motionZero: boolean) => ({ ...events.ack, ack: { version, motionZero } });

test("an acknowledgement of another stop says nothing of this one", () => {
  for (const version of [6, 8])
    expect(step(states.stopping, ack(version, true))).toEqual({ session: states.stopping, effects: [], outcome: { ok: true } });
});

test("an acknowledgement without motion zero leaves that open until it is reported", () => {
  const first = step(states.stopping, ack(7, false));
  expect(first.session.stop).toMatchObject({ acknowledgedAt: now, motionZeroAt: null });
  expect(first.effects).toEqual([{ kind: "stopFact", fact: "acknowledged", reason: null }]);
  const later = step(first.session, { ...ack(7, true), now: now + 70 });
  expect(later.session.stop).toMatchObject({ acknowledgedAt: now, motionZeroAt: now + 70 });
  expect(later.effects).toEqual([{ kind: "stopFact", fact: "motion_zero", reason: null }]);
});

test("an acknowledgement that says nothing new leaves the very same session, so that nothing is written", () => {
  expect(step(states.stopped, ack(7, true)).session).toBe(states.stopped);
});
