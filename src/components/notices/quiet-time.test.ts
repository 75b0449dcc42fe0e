import { expect, test } from "vitest";

import { minuteOf, timeOf } from "./quiet-time.ts";

test.each([
  [0, "00:00"],
  [65, "01:05"],
  [1_439, "23:59"],
])("minute %d is %s, and back", (minute, time) => {
  expect(timeOf(minute)).toBe(time);
  expect(minuteOf(time)).toBe(minute);
});

test("an empty input is no time", () => {
  expect(minuteOf("")).toBeNaN();
});
