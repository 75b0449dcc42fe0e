import { expect, test } from "vitest";

import { areActionsSpent, trialAfter, unmetOfTrial } from "./actionBudget";
import type { Event } from "./events";
import { goodFacts, now } from "./facts.testing";
import { step } from "./rules";
import type { Session } from "./state";
import { dry, events, states } from "./states.testing";

const bound: Session = { ...states.applying, actions: { budget: 50, from: 200 } };
const beat = (appliedSteps: number, more: Partial<Extract<Event, { kind: "heartbeat" }>> = {}) => ({
  ...events.heartbeat,
  appliedSteps,
  ...more,
});

test.each([
  [null, 1_000_000, false],
  [{ budget: 50, from: 200 }, 0, false],
  [{ budget: 50, from: 200 }, 249, false],
  [{ budget: 50, from: 200 }, 250, true],
  [{ budget: 50, from: 200 }, 251, true],
])("of %j, %d applied in all are spent: %s", (actions, applied, isSpent) => {
  expect(areActionsSpent({ actions }, applied)).toBe(isSpent);
});

test("a longer trial counts on after a shorter one", () => {
  expect(trialAfter({ actions: { budget: 50, from: 0 }, trialActions: 0 })).toBe(50);
  expect(trialAfter({ actions: { budget: 50, from: 0 }, trialActions: 80 })).toBe(80);
  expect(trialAfter({ actions: null, trialActions: 80 })).toBe(80);
});

test.each([
  [{ needed: null, passed: 0, actionBudget: null }, true],
  [{ needed: 50, passed: 0, actionBudget: null }, false],
  [{ needed: 50, passed: 49, actionBudget: 51 }, false],
  [{ needed: 50, passed: 0, actionBudget: 50 }, true],
  [{ needed: 50, passed: 0, actionBudget: 1 }, true],
  [{ needed: 50, passed: 50, actionBudget: null }, true],
  [{ needed: 50, passed: 50, actionBudget: 500 }, true],
])("%j is allowed: %s", (facts, isAllowed) => {
  expect(unmetOfTrial(facts)).toEqual(
    isAllowed
      ? null
      : {
          code: "trial_missing",
          message: "The promote policy asks for a trial of 50 actions first.",
          fix: "Promote with at most 50 actions, and let them end by themselves.",
        },
  );
});

test("a promote is bound to its number of actions, counted from what was applied before", () => {
  const { session } = step(dry, { ...events.promote, actionBudget: 50, appliedSteps: 200 });
  expect(session).toMatchObject({ mode: "apply_actions", actions: { budget: 50, from: 200 }, trialActions: 0 });
  expect(step(dry, { ...events.promote, appliedSteps: 200 }).session.actions).toBeNull();
});

test("with its last action a promotion is over, and has been a trial that went well", () => {
  expect(step(bound, beat(249)).session).toMatchObject({ mode: "apply_actions", trialActions: 0 });
  for (const fellBack of [false, true]) {
    const { session, effects } = step(bound, beat(250, { fellBack }));
    expect(session).toMatchObject({ mode: "dry_run", modeSince: now, actions: null, trialActions: 50 });
    expect(effects[0]).toMatchObject({ action: "session.demote", reason: "actions_ended" });
    expect(effects[1]).toEqual({ kind: "restartEvidence" });
  }
});

const passed = { ...bound, trialActions: 80 };
test.each<[string, Event, string]>([
  ["says goodbye", beat(250, { goodbye: true }), "robot_goodbye"],
  ["falls back before its last action", beat(249, { fellBack: true }), "robot_fell_back"],
  ["has a fault with its last action", beat(250, { health: "fault" }), "robot_fault"],
  ["is in a safe stop with its last action", beat(250, { health: "safe_stop" }), "robot_safe_stop"],
  ["is silent", { kind: "tick", now: now + 2_000 }, "lease_expired"],
  ["began anew", { ...events.demote, reason: "robot_restarted", isTrouble: true }, "robot_restarted"],
])("a robot that %s has shown nothing, and earlier trials count no longer", (_, event, reason) => {
  const { session, effects } = step(passed, event);
  expect(session).toMatchObject({ mode: "dry_run", actions: null, trialActions: 0 });
  expect(effects[0]).toMatchObject({ reason });
});

test("a stop ends what trials have shown, also one that is pressed in a dry run", () => {
  expect(step(passed, events.stop).session).toMatchObject({ mode: "dry_run", trialActions: 0 });
  expect(step({ ...dry, trialActions: 80 }, events.stop).session.trialActions).toBe(0);
});

test("who goes back by choice, or lets the time end, loses nothing and gains nothing", () => {
  expect(step(passed, { ...events.demote, reason: "actions_ended" }).session).toMatchObject({ mode: "dry_run", trialActions: 80 });
  const atEnd = { ...passed, leaseExpiresAt: now + 2_000, budgetEndsAt: now };
  expect(step(atEnd, events.tick).session).toMatchObject({ mode: "dry_run", trialActions: 80 });
});

test("more time gives no more actions", () => {
  const { session } = step(bound, { ...events.extendBudget, seenVersion: 7 });
  expect(session).toMatchObject({ mode: "apply_actions", actions: { budget: 50, from: 200 } });
  expect(step(session, beat(250)).session.mode).toBe("dry_run");
});

test("where a trial is asked for, a promote without bounds waits for it", () => {
  const facts = { ...goodFacts, trialNeeded: 50 };
  const wanted = (actionBudget: number | null, trialActions: number) =>
    step({ ...dry, trialActions }, { ...events.promote, facts, actionBudget }).outcome;
  expect(wanted(null, 0)).toMatchObject({ ok: false, reason: "not_ready", unmet: [{ code: "trial_missing" }] });
  expect(wanted(50, 0)).toEqual({ ok: true });
  expect(wanted(null, 50)).toEqual({ ok: true });
});
