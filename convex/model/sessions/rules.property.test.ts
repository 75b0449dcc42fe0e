import fc from "fast-check";
import { expect, test } from "vitest";

import { goodFacts, goodRobot } from "./facts.testing";
import type * as Rules from "./events";
import { act, robotSessions, type Act, type Which } from "./ruleActs.testing";
import { step } from "./rules";
import { intentLifeMs, isStopPending, newSession, type Session } from "./state";

// Two sessions on one robot, an operator, a clock and a network that delays, loses and repeats. The reference model
// below knows nothing of the rules: it only remembers what was asked and what must therefore hold.

/** The one question an arm depends on. */
function mayApply(session: Session, now: number): boolean {
  return (
    session.status === "active" &&
    session.mode === "apply_actions" &&
    !isStopPending(session) &&
    session.leaseExpiresAt !== null &&
    now < session.leaseExpiresAt &&
    session.budgetEndsAt !== null &&
    now < session.budgetEndsAt
  );
}

type Issued = { on: Which; version: number; at: number; used: boolean };

/** Of so many actions the policy of this model asks a trial. */
const trialNeeded = 25;

type World = {
  now: number;
  sessions: Record<Which, Session>;
  issued: Issued[];
  /** Reference facts: end of the last lease and budget granted, per session. */
  leaseEnd: Record<Which, number>;
  budgetEnd: Record<Which, number>;
  /** What the arm has applied in all, what of it the promotion may still let through, and what the trial since the last trouble had. */
  applied: Record<Which, number>;
  left: Record<Which, number>;
  asked: Record<Which, number>;
  trial: Record<Which, number>;
  /** For how many actions a second operator gave their word. */
  approved: Record<Which, number | null>;
};

function eventOf(world: World, action: Act): { on: Which; event: Rules.Event; intent: Issued | null } | null {
  const { now, sessions } = world;
  if (action.kind === "wait" || action.kind === "intent" || action.kind === "approve") return null;
  const session = sessions[action.on];
  const other = sessions[action.on === "a" ? "b" : "a"];
  const facts = { ...goodFacts, robot: { ...goodRobot, lastSeenAt: now }, doctor: { passed: true, checkedAt: now, outdated: false } };
  const otherSessionApplying = other.mode === "apply_actions";
  const appliedSteps = world.applied[action.on];
  const promote = {
    kind: "promote",
    ...{ now, budgetMs: 600_000, intervalMs: 1_000, appliedSteps, actionBudget: "actions" in action ? action.actions : null },
    facts: { ...facts, otherSessionApplying, trialNeeded, approval: "given", approvedActions: world.approved[action.on] },
  } as const;
  const make = (event: Rules.Event, intent: Issued | null = null) => ({ on: action.on, event, intent });
  switch (action.kind) {
    case "heartbeat": {
      const health = action.trouble ? "fault" : "ok";
      return make({
        kind: "heartbeat",
        now,
        intervalMs: 1_000,
        health,
        goodbye: false,
        fellBack: action.fellBack,
        renewsLease: !action.late,
        ack: null,
        appliedSteps: appliedSteps + (session.mode === "apply_actions" ? action.applied : 0),
      });
    }
    case "promote": {
      const intent = world.issued.at(-1 - action.which) ?? null;
      const shown: Rules.Intent | "missing" =
        intent === null || intent.on !== action.on
          ? "missing"
          : {
              sessionVersion: intent.version,
              issuedAt: intent.at,
              expiresAt: intent.at + intentLifeMs,
              used: intent.used,
              hasPromoted: intent.used,
              ofCaller: true,
            };
      return make({ ...promote, intent: shown, seenVersion: intent?.version ?? 0, budgetMs: action.budgetMs }, intent);
    }
    case "keyPromote":
      return make({ ...promote, intent: null, seenVersion: null });
    case "demote":
      return make({ kind: "demote", now, reason: null, isTrouble: false });
    case "stop":
      return make({ kind: "stop", now, sentAt: now - 10, reason: null });
    case "close":
      return make({ kind: "close", now, reason: "test" });
    case "tick":
      return make({ kind: "tick", now });
    case "extend":
      return make({ kind: "extendBudget", now, budgetMs: 900_000, seenVersion: session.version });
    case "ack":
      return make({ kind: "ack", now, ack: { version: session.stop?.version ?? 0, motionZero: true } });
    case "staleAck":
      return make({ kind: "ack", now, ack: { version: (session.stop?.version ?? 0) - 1, motionZero: true } });
    default:
      return action satisfies never;
  }
}

function check(world: World, action: Act, made: NonNullable<ReturnType<typeof eventOf>>, before: Session, step: Rules.Step) {
  const { now } = world;
  const { session, effects, outcome } = step;
  const changes = effects.filter((effect) => effect.kind === "change");

  // Every change raises the version by one and is recorded once; nothing else raises it.
  expect(session.version - before.version).toBe(changes.length);
  // Nothing after closed, and exactly one receipt when it closes.
  if (before.status === "closed") {
    expect({ ...session, stop: null }).toEqual({ ...before, stop: null });
    expect(changes).toEqual([]);
  }
  const closes = before.status !== "closed" && session.status === "closed";
  expect(effects.filter((effect) => effect.kind === "writeReceipt")).toHaveLength(closes ? 1 : 0);
  // Never applying without a valid lease and budget, never while a stop is open, never closed.
  if (session.mode === "apply_actions") {
    expect(mayApply(session, now)).toBe(true);
    expect(now).toBeLessThan(world.leaseEnd[made.on]);
    expect(now).toBeLessThan(world.budgetEnd[made.on]);
    // What the promotion was to let through is not through yet, as far as the arm has said.
    if (made.event.kind === "heartbeat") expect(made.event.appliedSteps - world.applied[made.on]).toBeLessThan(world.left[made.on]);
  }
  // A stop, a demote and a close always win.
  if (action.kind === "stop" || action.kind === "demote" || action.kind === "close") expect(session.mode).toBe("dry_run");
  const isSamePress = before.mode === "dry_run" && before.stop?.pressedAt === now - 10;
  if (action.kind === "stop" && !isSamePress) expect(session.stop?.acknowledgedAt).toBeNull();
  // Only a promote promotes; a promote by intent only with a fresh, unused one for the version it was issued for.
  const promoted = before.mode === "dry_run" && session.mode === "apply_actions";
  if (promoted) {
    expect(["promote", "keyPromote"]).toContain(action.kind);
    expect(outcome.ok).toBe(true);
    // More than a trial only after a trial that went well, with nothing that went wrong since.
    const asked = made.event.kind === "promote" ? (made.event.actionBudget ?? Infinity) : 0;
    if (world.trial[made.on] < trialNeeded) expect(asked).toBeLessThanOrEqual(trialNeeded);
    // And never more than a second operator gave their word for.
    expect(asked).toBeLessThanOrEqual(world.approved[made.on] ?? Infinity);
  }
  if (promoted && action.kind === "promote") {
    expect(made.intent).toMatchObject({ on: made.on, used: false, version: before.version });
    expect(now - (made.intent?.at ?? 0)).toBeLessThan(10_000);
  }
  // Only the right echo acknowledges.
  const acked = before.stop?.acknowledgedAt === null && session.stop?.acknowledgedAt !== null;
  if (acked) expect(action.kind).toBe("ack");
}

function remember(world: World, made: NonNullable<ReturnType<typeof eventOf>>, before: Session, step: Rules.Step) {
  const { event, on: which } = made;
  const applied = step.session.mode === "apply_actions";
  if (applied && event.kind === "promote" && step.outcome.ok) {
    world.leaseEnd[which] = world.now + 3_000;
    const asked = Number.isFinite(event.budgetMs) ? event.budgetMs : 600_000;
    world.budgetEnd[which] = world.now + Math.max(10_000, asked);
  }
  if (applied && event.kind === "heartbeat" && event.renewsLease && before.mode === "apply_actions") {
    world.leaseEnd[which] = world.now + 3_000;
  }
  if (applied && event.kind === "extendBudget" && step.outcome.ok) world.budgetEnd[which] = world.now + 900_000;
}

/** What the arm has applied, and what a trial has shown, as somebody who only watches would count them. */
function count(world: World, made: NonNullable<ReturnType<typeof eventOf>>, before: Session, { session, outcome }: Rules.Step) {
  const { event, on: which } = made;
  if (event.kind === "promote" && outcome.ok) world.left[which] = event.actionBudget ?? Infinity;
  if (event.kind === "promote" && outcome.ok) world.asked[which] = event.actionBudget ?? 0;
  if (event.kind === "stop" && session.version > before.version) world.trial[which] = 0;
  if (event.kind !== "heartbeat") return;
  world.left[which] -= event.appliedSteps - world.applied[which];
  world.applied[which] = event.appliedSteps;
  if (before.mode === "dry_run" || session.mode === "apply_actions") return;
  const isSound = event.health === "ok" && world.left[which] <= 0;
  world.trial[which] = isSound ? Math.max(world.trial[which], world.asked[which]) : 0;
}

/** `npm run soak` asks for ten million. A sequence has 45 steps in the mean. */
const steps = Number(process.env["MODEL_STEPS"] ?? 90_000);

test("no interleaving of people, robot, clock and network breaks a promise", { timeout: 60_000 + steps }, () => {
  let promotions = 0;
  let trials = 0;
  let tooMany = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 80 }), (actions) => {
      const zero = { a: 0, b: 0 };
      const start = newSession(1_000_000);
      const world: World = {
        ...{ now: 1_000_000, sessions: { a: start, b: start }, issued: [], leaseEnd: { ...zero }, budgetEnd: { ...zero } },
        ...{ applied: { ...zero }, left: { ...zero }, asked: { ...zero }, trial: { ...zero } },
        approved: { a: null, b: null },
      };
      for (const action of actions) {
        if (action.kind === "wait") world.now += action.ms;
        if (action.kind === "intent") {
          const { version } = world.sessions[action.on];
          world.issued.push({ on: action.on, version, at: world.now, used: false });
        }
        if (action.kind === "approve") world.approved[action.on] = action.actions;
        const made = eventOf(world, action);
        if (made === null) continue;
        // As in the database: whoever reads a session first lets time pass for both, so "applying" means now.
        for (const which of robotSessions) {
          const { session } = step(world.sessions[which], { kind: "tick", now: world.now });
          const hasFallen = world.sessions[which].mode === "apply_actions" && session.mode === "dry_run";
          // The end of the time that was chosen is no trouble; silence is.
          if (hasFallen && world.now < world.budgetEnd[which]) world.trial[which] = 0;
          world.sessions[which] = session;
        }
        const again = eventOf(world, action) ?? made;
        const before = world.sessions[again.on];
        const next = step(before, again.event);
        if (next.session.mode === "apply_actions") promotions += 1;
        const isMore =
          (again.event.kind === "promote" ? (again.event.actionBudget ?? Infinity) : 0) > (world.approved[again.on] ?? Infinity);
        if (isMore && !next.outcome.ok) tooMany += 1;
        remember(world, again, before, next);
        check(world, action, again, before, next);
        count(world, again, before, next);
        if (world.trial[again.on] >= trialNeeded) trials += 1;
        if (again.intent !== null && action.kind === "promote" && again.intent.on === action.on) again.intent.used = true;
        world.sessions[again.on] = next.session;
        const applying = robotSessions.filter((which) => world.sessions[which].mode === "apply_actions");
        expect(applying.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: Math.ceil(steps / 45) },
  );
  // A model that never gets to apply would prove nothing.
  expect(promotions).toBeGreaterThan(500);
  expect(trials).toBeGreaterThan(100);
  expect(tooMany).toBeGreaterThan(100);
});
