import fc from "fast-check";
import { expect, test } from "vitest";

import { type Counts, countsAfter, type Reported, type Told } from "./counts";

const nothing: Reported = { steps: 0, appliedSteps: 0, safeStops: 0 };

/** What is counted in all of these messages, in the order of their arrival. */
function counted(messages: readonly Told[], from: Reported = nothing): Counts {
  const sum = { steps: 0, appliedSteps: 0, safeStops: 0 };
  let reported = from;
  for (const told of messages) {
    const { grown, ...after } = countsAfter(reported, told);
    reported = after.reported;
    for (const counter of ["steps", "appliedSteps", "safeStops"] as const) sum[counter] += grown[counter];
  }
  return sum;
}

const applied = (countsSince: number, appliedSteps: number) => ({ countsSince, appliedSteps });

test.each<[string, Told[], number]>([
  ["one account grows", [applied(1, 5), applied(1, 9)], 9],
  ["a message of before the first action comes late", [applied(1, 0), applied(1, 37), applied(1, 0), applied(1, 37)], 37],
  ["a message comes twice", [applied(1, 37), applied(1, 37)], 37],
  ["an agent begins anew", [applied(1, 37), applied(2, 0), applied(2, 4)], 41],
  ["and its predecessor's last message comes late", [applied(1, 37), applied(2, 4), applied(1, 40), applied(2, 6)], 46],
  ["an agent begins anew with more than before", [applied(1, 3), applied(2, 9)], 12],
  ["an agent that says no time begins anew", [{ appliedSteps: 9 }, { appliedSteps: 2 }, { appliedSteps: 3 }], 12],
  ["an agent that says no time says the same again", [{ appliedSteps: 9 }, { appliedSteps: 9 }], 9],
  ["a counter is left out", [applied(1, 5), { countsSince: 1 }, {}, applied(1, 6)], 6],
  ["an agent is renewed by one that says since when it counts", [{ appliedSteps: 9 }, applied(1, 2), applied(1, 4)], 13],
])("%s", (_, messages, sum) => {
  expect(counted(messages).appliedSteps).toBe(sum);
});

test("however messages of several agents are delayed and repeated, each action is counted once", () => {
  const account = fc.array(fc.record({ steps: fc.nat(9), appliedSteps: fc.nat(9), safeStops: fc.nat(2) }), { minLength: 1, maxLength: 6 });
  const accounts = fc.array(account, { minLength: 1, maxLength: 8 });
  const arrivals = accounts.chain((all) => {
    const messages = all.flatMap((steps, index) => {
      let sum = { steps: 0, appliedSteps: 0, safeStops: 0 };
      return steps.map((more) => {
        sum = {
          steps: sum.steps + more.steps,
          appliedSteps: sum.appliedSteps + more.appliedSteps,
          safeStops: sum.safeStops + more.safeStops,
        };
        return { countsSince: index + 1, ...sum };
      });
    });
    return fc.array(fc.constantFrom(...messages), { minLength: 1, maxLength: 40 });
  });
  fc.assert(
    fc.property(arrivals, (messages) => {
      const most = new Map<number, Counts>();
      for (const told of messages) {
        const known = most.get(told.countsSince) ?? { steps: 0, appliedSteps: 0, safeStops: 0 };
        most.set(told.countsSince, {
          steps: Math.max(known.steps, told.steps),
          appliedSteps: Math.max(known.appliedSteps, told.appliedSteps),
          safeStops: Math.max(known.safeStops, told.safeStops),
        });
      }
      const sumOf = (counter: keyof Counts) => [...most.values()].reduce((sum, each) => sum + each[counter], 0);
      expect(counted(messages)).toEqual({ steps: sumOf("steps"), appliedSteps: sumOf("appliedSteps"), safeStops: sumOf("safeStops") });
    }),
  );
});

test.each<[string, Told[], Reported]>([
  ["an agent that says no time", [{ steps: 4 }, { steps: 1 }], { ...nothing, steps: 1 }],
  ["one that says since when it counts, after it", [{ steps: 4 }, { countsSince: 1, steps: 2 }], { ...nothing, countsSince: 1, steps: 2 }],
  [
    "one account",
    [
      { countsSince: 1, steps: 2 },
      { countsSince: 1, steps: 3 },
    ],
    { ...nothing, countsSince: 1, steps: 3 },
  ],
  [
    "two accounts",
    [
      { countsSince: 1, steps: 2 },
      { countsSince: 2, steps: 1 },
    ],
    { ...nothing, countsSince: 2, steps: 1, earlier: [{ ...nothing, countsSince: 1, steps: 2 }] },
  ],
  [
    "an account that is heard again",
    [
      { countsSince: 1, steps: 2 },
      { countsSince: 2, steps: 1 },
      { countsSince: 1, steps: 3 },
    ],
    { ...nothing, countsSince: 1, steps: 3, earlier: [{ ...nothing, countsSince: 2, steps: 1 }] },
  ],
])("what is remembered of %s", (_, messages, remembered) => {
  expect(messages.reduce<Reported>((reported, told) => countsAfter(reported, told).reported, nothing)).toStrictEqual(remembered);
});

test("what is remembered is bounded", () => {
  let reported = nothing;
  for (let since = 1; since <= 50; since += 1) reported = countsAfter(reported, { countsSince: since, steps: since }).reported;
  expect(reported.earlier?.map(({ countsSince }) => countsSince)).toEqual([49, 48, 47, 46, 45, 44, 43, 42]);
});
