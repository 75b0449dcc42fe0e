import { expect, test } from "vitest";

import { linePath } from "./line-path.ts";

const same = (value: number) => value;
const points = (...times: number[]) => times.map((at) => ({ at, value: at * 10 }));

test("a gap breaks the line where it lies and nowhere else", () => {
  expect(linePath(points(1, 2, 8, 9), [{ from: 2, to: 8 }], same, same)).toBe("M1 10L2 20M8 80L9 90");
});

test("a gap before the first sample and one that lasts until now cut nothing", () => {
  expect(
    linePath(
      points(3, 4),
      [
        { from: 0, to: 3 },
        { from: 4, to: 9 },
      ],
      same,
      same,
    ),
  ).toBe("M3 30L4 40");
});

test("a sample alone between two gaps is still drawn", () => {
  expect(
    linePath(
      points(1, 5, 9),
      [
        { from: 1, to: 5 },
        { from: 5, to: 9 },
      ],
      same,
      same,
    ),
  ).toBe("M1 10h0M5 50h0M9 90h0");
});
