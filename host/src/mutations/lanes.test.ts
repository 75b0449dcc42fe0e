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
  lanes.push("a", false, "x");
  lanes.push("b", false, "x");
  lanes.push("A", true, "x");
  lanes.push("B", true, "x");
  expect(drain(lanes)).toEqual(["A", "a", "B", "b"]);
  expect(lanes.shift()).toBeUndefined();
});

test("a fast lane that never runs empty does not starve the slow one", () => {
  const lanes = new Lanes<string>();
  for (let index = 0; index < 10; index += 1) lanes.push("slow", false, "x");
  let served = 0;
  for (let index = 0; index < 20; index += 1) {
    lanes.push("fast", true, "x");
    if (lanes.shift() === "slow") served += 1;
  }
  expect(served).toBe(10);
});

test("a sender who asks for one thing waits for one thing of each other sender, and not for all that one of them asks", () => {
  const lanes = new Lanes<string>();
  for (let index = 0; index < 1_000; index += 1) lanes.push(`flood ${index}`, false, "flood");
  expect(lanes.shift()).toBe("flood 0");
  for (const from of ["arm-1", "arm-2"]) lanes.push(from, false, from);
  lanes.push("arm-1 again", false, "arm-1");
  expect(drain(lanes).slice(0, 6)).toEqual(["flood 1", "arm-1", "arm-2", "flood 2", "arm-1 again", "flood 3"]);
});

test("whatever comes in whatever order, everything is served once and in the order of its sender", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.boolean(), { nil: "shift" as const }), { maxLength: 10_000 }), (steps) => {
      const lanes = new Lanes<{ isFast: boolean; from: string; number: number }>();
      const served: { isFast: boolean; from: string; number: number }[] = [];
      let pushed = 0;
      for (const step of steps) {
        const from = String(pushed % 3);
        if (step === "shift") served.push(...[lanes.shift()].filter((item) => item !== undefined));
        else lanes.push({ isFast: step, from, number: pushed++ }, step, from);
      }
      while (lanes.length > 0) served.push(...[lanes.shift()].filter((item) => item !== undefined));
      expect(served).toHaveLength(pushed);
      for (const lane of [true, false]) {
        for (const from of ["0", "1", "2"]) {
          const numbers = served.filter((item) => item.isFast === lane && item.from === from).map(({ number }) => number);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        }
      }
    }),
    { numRuns: 50 },
  );
});
