import fc from "fast-check";
import { expect, test } from "vitest";

import { within, zoomedBy, zoomFrom, zoomText } from "./zoom.ts";

const run = { from: 1_000_000, to: 1_060_000 };
const at = (from: number, to: number) => ({ from: run.from + from * 1_000, to: run.from + to * 1_000 });

test("an address names a part by seconds into the run", () => {
  expect(zoomFrom("12.5-48", run)).toEqual(at(12.5, 48));
  expect(zoomText(at(12.5, 48), run)).toBe("12.5-48");
  expect(zoomText(at(0, 2.04), run)).toBe("0-2");
});

test("what names no part of the run is the whole run", () => {
  for (const text of [null, "", "12", "a-b", "-5-10", "48-12.5", "10-10", "0-60", "0-3600", "1e3-2e3", "NaN-Infinity"])
    expect(zoomFrom(text, run), String(text)).toBeNull();
});

test("a part lies in the run, is two seconds at least, and is the run itself as null", () => {
  expect(within(at(-10, 20), run)).toEqual(at(0, 30));
  expect(within(at(50, 80), run)).toEqual(at(30, 60));
  expect(within(at(30, 30), run)).toEqual(at(29, 31));
  expect(within(at(59.9, 60), run)).toEqual(at(58, 60));
  expect(within(at(20, 10), run)).toEqual(at(10, 20));
  expect(within(at(-1, 61), run)).toBeNull();
  // Of a run that is shorter than what can be read there are no parts.
  expect(within({ from: 0, to: 500 }, { from: 0, to: 1_000 })).toBeNull();
});

test("in and out keep what is looked at in its place", () => {
  expect(zoomedBy(0.5, at(0, 60), null)).toEqual(at(15, 45));
  expect(zoomedBy(0.5, at(0, 60), run.from + 20_000)).toEqual(at(10, 40));
  expect(zoomedBy(2, at(10, 40), run.from + 20_000)).toEqual(at(0, 60));
  // A cursor that is not in sight is not looked at.
  expect(zoomedBy(0.5, at(10, 20), run.from + 50_000)).toEqual(at(12.5, 17.5));
});

test("whatever is asked for, the answer lies in the run and comes back through the address", () => {
  const time = fc.integer({ min: -100_000, max: 200_000 }).map((ms) => run.from + ms);
  fc.assert(
    fc.property(time, time, (from, to) => {
      const part = within({ from, to }, run);
      if (part === null) return;
      expect(part.from).toBeGreaterThanOrEqual(run.from);
      expect(part.to).toBeLessThanOrEqual(run.to);
      expect(part.to - part.from).toBeGreaterThanOrEqual(2_000);
      const again = zoomFrom(zoomText(part, run), run);
      if (again !== null) for (const end of ["from", "to"] as const) expect(Math.abs(again[end] - part[end])).toBeLessThanOrEqual(200);
    }),
  );
});
