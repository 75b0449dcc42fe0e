import fc from "fast-check";

// What people, robot, clock and network may do to the two sessions of the model in rules.property.test.ts.

export const robotSessions = ["a", "b"] as const;
export type Which = (typeof robotSessions)[number];

export type Act =
  | { kind: "wait"; ms: number }
  | { kind: "heartbeat"; on: Which; trouble: boolean; late: boolean; fellBack: boolean; applied: number }
  | { kind: "intent"; on: Which }
  | { kind: "approve"; on: Which; actions: number | null }
  | { kind: "promote"; on: Which; which: number; budgetMs: number; actions: number | null }
  | { kind: "keyPromote"; on: Which; actions: number | null }
  | { kind: "demote" | "stop" | "close" | "tick" | "extend" | "ack" | "staleAck"; on: Which };

const on = fc.constantFrom(...robotSessions);
const actions = fc.constantFrom(null, 1, 25, 50);
const beat = (trouble: fc.Arbitrary<boolean>, fellBack: fc.Arbitrary<boolean>) =>
  fc.record({ kind: fc.constant("heartbeat" as const), on, trouble, late: fc.boolean(), fellBack, applied: fc.constantFrom(0, 1, 25, 30) });
/** One thing that happens. */
export const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: "wait" as const, ms: 1_800_000 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 200, 500, 999, 1_000, 2_999, 3_000, 9_999, 10_000, 600_000),
    }),
  },
  { weight: 10, arbitrary: beat(fc.constant(false), fc.constant(false)) },
  { weight: 1, arbitrary: beat(fc.constant(true), fc.constant(false)) },
  { weight: 1, arbitrary: beat(fc.constant(false), fc.constant(true)) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("intent" as const), on }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("approve" as const), on, actions }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("promote" as const),
      on,
      which: fc.nat(2),
      budgetMs: fc.constantFrom(0, 10_000, 600_000, Infinity),
      actions,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("keyPromote" as const), on, actions }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("demote", "stop", "close", "tick", "extend", "ack", "staleAck"), on }) },
);
