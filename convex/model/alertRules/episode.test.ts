import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Condition, type Episode, isBroken, neededMs, valueLifeMs, withValue } from "./episode";

const hot: Condition = { measure: "temperatureC", isOver: true, threshold: 70, forMs: 3_000 };
const low: Condition = { measure: "batteryPct", isOver: false, threshold: 20, forMs: 0 };

type Point = { at: number; value: number };

/** What turned, and when, of values one after another. */
function run(condition: Condition, points: readonly Point[], lifeMs = valueLifeMs) {
  let episode: Episode | undefined;
  const turns: { at: number; isOpen: boolean }[] = [];
  for (const point of points) {
    const { after, turned } = withValue(condition, episode, { ...point, lifeMs });
    if (turned) turns.push({ at: point.at, isOpen: after.isOpen });
    episode = after;
  }
  return { turns, episode };
}

const every = (gapMs: number, ...values: number[]): Point[] => values.map((value, index) => ({ at: index * gapMs, value }));

describe("each case by itself", () => {
  test.each<[string, Condition, Point[], [number, boolean][]]>([
    ["never broken", hot, every(1_000, 60, 60, 60, 60, 60), []],
    ["the threshold itself is not over it", hot, every(1_000, 70, 70, 70, 70, 70), []],
    ["nor under it", low, every(1_000, 20, 20), []],
    ["not for long enough", hot, every(1_000, 71, 71, 71, 60, 71, 71, 71), []],
    ["for exactly as long", hot, every(1_000, 71, 71, 71, 71, 71), [[3_000, true]]],
    ["at once, where nothing must hold", low, every(1_000, 30, 19, 19), [[1_000, true]]],
    ["a silence begins it anew", hot, [...every(1_000, 71, 71), { at: 15_000, value: 71 }, { at: 17_000, value: 71 }], []],
    [
      "a value as old as it may be does not",
      hot,
      [
        { at: 0, value: 71 },
        { at: valueLifeMs, value: 71 },
      ],
      [[valueLifeMs, true]],
    ],
    [
      "a clock that goes back begins it anew",
      hot,
      [
        { at: 9_000, value: 71 },
        { at: 1_000, value: 71 },
        { at: 3_999, value: 71 },
      ],
      [],
    ],
    [
      "it closes after as long, and after ten seconds at least",
      low,
      [{ at: 0, value: 19 }, ...every(1_000, ...Array.from({ length: 13 }, () => 21)).map(({ at, value }) => ({ at: at + 1_000, value }))],
      [
        [0, true],
        [11_000, false],
      ],
    ],
    ["and not while it comes back", low, every(5_000, 19, 21, 19, 21, 19, 21, 19), [[0, true]]],
    [
      "a silence does not close it",
      low,
      [
        { at: 0, value: 19 },
        { at: 1_000, value: 21 },
        { at: 60_000, value: 21 },
      ],
      [[0, true]],
    ],
  ])("%s", (_name, condition, points, turns) => {
    expect(run(condition, points).turns).toEqual(turns.map(([at, isOpen]) => ({ at, isOpen })));
  });
});

const condition = fc.record({
  measure: fc.constant("temperatureC" as const),
  isOver: fc.boolean(),
  threshold: fc.integer({ min: -2, max: 2 }),
  forMs: fc.integer({ min: 0, max: 60_000 }),
});
/** Gaps may be negative: the server's own clock was set back. */
const points = fc
  .array(fc.record({ gap: fc.integer({ min: -5_000, max: 15_000 }), value: fc.integer({ min: -3, max: 3 }) }), { maxLength: 80 })
  .map((steps) => {
    let at = 1_000_000;
    return steps.map(({ gap, value }) => ({ at: (at += gap), value }));
  });

describe("whatever the values", () => {
  test("it opens and closes by turns, and opens first", () => {
    fc.assert(
      fc.property(condition, points, (rule, values) => {
        run(rule, values).turns.forEach(({ isOpen }, index) => expect(isOpen).toBe(index % 2 === 0));
      }),
    );
  });

  test("what turns was seen to hold, all the time that it must, without a gap longer than a value's life", () => {
    fc.assert(
      fc.property(condition, points, (rule, values) => {
        for (const { at, isOpen } of run(rule, values).turns) {
          const end = values.findIndex((point) => point.at === at && isBroken(rule, point.value) === isOpen);
          const ends = values.flatMap((point, index) => (point.at === at ? [index] : [])).filter((index) => index >= end);
          // One of the values of that moment ends a run of like values that is long enough.
          expect(ends.some((index) => heldUntil(rule, values, index, isOpen) >= neededMs(rule, !isOpen))).toBe(true);
        }
      }),
    );
  });

  test("a later episode needs a calm before it: two openings are never nearer than the calm and the time that it must hold", () => {
    fc.assert(
      fc.property(condition, points, (rule, values) => {
        const forward = values.every(({ at }, index) => index === 0 || at >= (values[index - 1]?.at ?? 0));
        fc.pre(forward);
        const opened = run(rule, values).turns.filter(({ isOpen }) => isOpen);
        opened.forEach(({ at }, index) => {
          const before = opened[index - 1];
          if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(neededMs(rule, true) + rule.forMs);
        });
      }),
    );
  });
});

/** How long values were alike up to one of them, by looking back. */
function heldUntil(rule: Condition, values: readonly Point[], last: number, isOver: boolean): number {
  let first = last;
  for (let index = last; index > 0; index -= 1) {
    const [earlier, later] = [values[index - 1], values[index]];
    if (earlier === undefined || later === undefined) break;
    const gap = later.at - earlier.at;
    if (gap < 0 || gap > valueLifeMs || isBroken(rule, earlier.value) !== isOver) break;
    first = index - 1;
  }
  return (values[last]?.at ?? 0) - (values[first]?.at ?? 0);
}
