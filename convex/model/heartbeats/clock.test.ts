import fc from "fast-check";
import { expect, test } from "vitest";

import { clockAfter, judgedOffsets } from "./clock";

/** What is known after heartbeats of a clock that is `skewMs` off, each `delays` ms on its way, a second apart. */
function after(skewMs: number, delays: readonly number[], before: number[] = []) {
  let clock = { offsets: before, skewMs: null as number | null };
  for (const delay of delays) clock = clockAfter(clock.offsets, skewMs - delay, 1_000);
  return clock;
}

test("a clock is off by what the fastest of the newest heartbeats says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 12 }),
      (skewMs, delays) => {
        const clock = after(skewMs, delays);
        expect(clock.skewMs).toBe(skewMs - Math.min(...delays.slice(-judgedOffsets)));
        expect(clock.offsets.length).toBeLessThanOrEqual(judgedOffsets);
      },
    ),
  );
});

test("one heartbeat that was held up is not taken for a clock that is behind", () => {
  expect(after(0, [12, 15, 1_160]).skewMs).toBe(-12);
});

test("a way that is always slow cannot be told from a clock that is behind", () => {
  expect(after(0, [900, 910, 920, 930, 940]).skewMs).toBe(-900);
});

test("a clock set forward is known at once, one set back after a few heartbeats", () => {
  const right = after(0, [10, 10, 10, 10, 10]);
  expect(after(2_000, [10], right.offsets).skewMs).toBe(1_990);
  expect(after(-2_000, [10, 10, 10, 10], right.offsets).skewMs).toBe(-10);
  expect(after(-2_000, [10, 10, 10, 10, 10], right.offsets).skewMs).toBe(-2_010);
});

test("what was told before a silence is forgotten, and a robot that tells no time has no clock", () => {
  expect(clockAfter([-10, -10], -2_000, 10_000)).toEqual({ offsets: [-10, -10, -2_000], skewMs: -10 });
  expect(clockAfter([-10, -10], -2_000, 10_001)).toEqual({ offsets: [-2_000], skewMs: -2_000 });
  expect(clockAfter([-10, -10], null, 1_000)).toEqual({ offsets: [], skewMs: null });
});
