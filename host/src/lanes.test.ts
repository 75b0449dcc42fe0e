import fc from "fast-check";
import { expect, test } from "vitest";

import { Lanes } from "./lanes.ts";

const drain = (lanes: Lanes<string>): string[] => {
  const out: string[] = [];
  while (lanes.length > 0) out.push(lanes.shift() ?? "nothing");
  return out;
};

test("the fast lane goes first, the lanes take turns, and each keeps its order", () => {
  const lanes = new Lanes<string>();
  lanes.push("a", false);
  lanes.push("b", false);
  lanes.push("A", true);
  lanes.push("B", true);
  expect(drain(lanes)).toEqual(["A", "a", "B", "b"]);
  expect(lanes.shift()).toBeUndefined();
});

test("a fast lane that never runs empty does not starve the slow one", () => {
  const lanes = new Lanes<string>();
  for (let index = 0; index < 10; index += 1) lanes.push("slow", false);
  let served = 0;
  for (let index = 0; index < 20; index += 1) {
    lanes.push("fast", true);
    if (lanes.shift() === "slow") served += 1;
  }
  expect(served).toBe(10);
});

test("whatever comes in whatever order, everything is served once and in the order of its lane", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.boolean(), { nil: "shift" as const }), { maxLength: 10_000 }), (steps) => {
      const lanes = new Lanes<{ isFast: boolean; number: number }>();
      const served: { isFast: boolean; number: number }[] = [];
      let pushed = 0;
      for (const step of steps) {
        if (step === "shift") served.push(...[lanes.shift()].filter((item) => item !== undefined));
        else lanes.push({ isFast: step, number: pushed++ }, step);
      }
      while (lanes.length > 0) served.push(...[lanes.shift()].filter((item) => item !== undefined));
      expect(served).toHaveLength(pushed);
      for (const lane of [true, false]) {
        const numbers = served.filter(({ isFast }) => isFast === lane).map(({ number }) => number);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    }),
    { numRuns: 50 },
  );
});
