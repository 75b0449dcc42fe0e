import fc from "fast-check";
import { expect, test } from "vitest";

import { levelsOf } from "./change-points.ts";

/** Normal noise that is the same in every run of the test (Mulberry32, Box and Muller). */
function noise(seed: number): () => number {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const series = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 80 });

test("the levels cover the whole without a hole, each with five values or more, and apart", () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 50 }), (values, least) => {
      const levels = levelsOf(values, least);
      expect(levels.map(({ from }) => from)).toEqual([...(values.length === 0 ? [] : [0]), ...levels.slice(0, -1).map(({ to }) => to)]);
      expect(levels.at(-1)?.to ?? 0).toBe(values.length);
      if (levels.length > 1) for (const { from, to } of levels) expect(to - from).toBeGreaterThanOrEqual(5);
      levels
        .slice(1)
        .forEach(({ level }, index) => expect(Math.abs(level - (levels[index]?.level ?? level))).toBeGreaterThanOrEqual(least));
    }),
  );
});

test("neither the zero nor the unit of the values matters", () => {
  fc.assert(
    fc.property(series, fc.integer({ min: -5_000, max: 5_000 }), fc.constantFrom(2, 4, 0.5), (values, shift, factor) => {
      const cuts = (all: number[], least: number) => levelsOf(all, least).map(({ to }) => to);
      const plain = cuts(values, 8);
      expect(
        cuts(
          values.map((value) => value + shift),
          8,
        ),
      ).toEqual(plain);
      expect(
        cuts(
          values.map((value) => value * factor),
          8 * factor,
        ),
      ).toEqual(plain);
    }),
  );
});

test("a clean step is found where it is, whatever its height and place", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 6, max: 100 }),
      fc.integer({ min: 6, max: 100 }),
      fc.integer({ min: 10, max: 100_000 }),
      fc.boolean(),
      (before, after, height, isUp) => {
        const [low, high] = isUp ? [0, height] : [height, 0];
        const values = [...Array.from({ length: before }, () => low), ...Array.from({ length: after }, () => high)];
        expect(levelsOf(values, 10)).toEqual([
          { from: 0, to: before, level: low },
          { from: before, to: before + after, level: high },
        ]);
      },
    ),
  );
});

test("one odd run is no change, wherever it is and however odd", () => {
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 200 }), fc.nat(), fc.integer({ min: -1_000_000, max: 1_000_000 }), (count, place, odd) => {
      const values = Array.from({ length: count }, (_, index) => index % 2);
      values[place % count] = odd;
      expect(levelsOf(values, 0.1)).toHaveLength(1);
    }),
  );
});

test("noise alone changes nothing, and a step of three times its deviation is seen in it", () => {
  let invented = 0;
  let found = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const next = noise(seed);
    const values = Array.from({ length: 100 }, next);
    if (levelsOf(values, 0).length > 1) invented += 1;
    const [, second, third] = levelsOf(
      values.map((value, index) => value + (index >= 60 ? 3 : 0)),
      0,
    );
    if (third === undefined && second !== undefined && Math.abs(second.from - 60) <= 3) found += 1;
  }
  expect(invented).toBeLessThanOrEqual(4);
  expect(found).toBeGreaterThanOrEqual(190);
});
