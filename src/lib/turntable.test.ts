import fc from "fast-check";
import { expect, test } from "vitest";

import type { Vector } from "./kinematics.ts";
import { presetOf, presets, roundLength, seen, turnedBy, viewFrom, viewText } from "./turntable.ts";

const near = (point: readonly [number, number], right: number, up: number) => {
  expect(point[0]).toBeCloseTo(right, 12);
  expect(point[1]).toBeCloseTo(up, 12);
};

test("each preset shows two axes in their measure", () => {
  const point: Vector = [1, 2, 3];
  near(seen(point, presets.front), 2, 3);
  near(seen(point, presets.side), 1, 3);
  near(seen(point, presets.top), 1, 2);
});

const view = fc.record({ around: fc.integer({ min: -180, max: 179 }), above: fc.integer({ min: -10, max: 90 }) });
const part = fc.double({ min: -2, max: 2, noNaN: true });

test("nothing is longer on the picture than it is, and what lies across the look is as long", () => {
  fc.assert(
    fc.property(view, fc.tuple(part, part, part), (from, point) => {
      expect(Math.hypot(...seen(point, from))).toBeLessThanOrEqual(Math.hypot(...point) + 1e-12);
      const across = (from.around * Math.PI) / 180;
      near(seen([-Math.sin(across), Math.cos(across), 0], from), 1, 0);
    }),
  );
});

test("an address says every view and gives it back", () => {
  fc.assert(
    fc.property(view, (from) => {
      expect(viewFrom(viewText(from))).toEqual(from);
    }),
  );
  expect(viewText(presets.angled)).toBeNull();
  expect(viewText(presets.top)).toBe("top");
  expect(viewText({ around: -35, above: 20 })).toBe("-35,20");
});

test.each([null, "", "behind", "constructor", "1e3,0", "10", "10,20,30", "NaN,1"])("%s in an address is the angled view", (text) => {
  expect(presetOf(viewFrom(text))).toBe("angled");
});

test("it turns around without end and tilts between the ground and the top", () => {
  expect(turnedBy({ around: 170, above: 85 }, 20, 20)).toEqual({ around: -170, above: 90 });
  expect(turnedBy({ around: -175, above: -5 }, -10, -20)).toEqual({ around: 175, above: -10 });
  expect(viewFrom("359,99")).toEqual({ around: -1, above: 90 });
});

test.each([
  [0.122, 0.1],
  [0.2, 0.2],
  [0.49, 0.2],
  [0.5, 0.5],
  [0.99, 0.5],
  [1, 1],
  [37, 20],
])("a scale for %d is %d", (length, round) => {
  expect(roundLength(length)).toBeCloseTo(round, 12);
});
