import { expect, test } from "vitest";

import { quietFor, quietProblem } from "./quiet";

const night = { from: 22 * 60, to: 7 * 60, timeZone: "Europe/Berlin" };
const at = (text: string) => Date.parse(text);

test.each([
  ["an afternoon", "2030-01-01T14:00:00Z", 0],
  ["the minute before", "2030-01-01T20:59:59Z", 0],
  ["the first minute", "2030-01-01T21:00:00Z", 9 * 60],
  ["after midnight", "2030-01-02T00:30:00Z", 5 * 60 + 30],
  ["the last minute", "2030-01-02T05:59:00Z", 1],
  ["the end", "2030-01-02T06:00:00Z", 0],
  ["summer, by the zone's own clock", "2030-07-01T20:00:00Z", 9 * 60],
])("%s", (_name, text, minutes) => {
  expect(quietFor(night, at(text))).toBe(minutes * 60_000);
});

test("it ends on the minute, whatever the second", () => {
  expect(quietFor(night, at("2030-01-02T05:58:42.500Z"))).toBe(77_500);
});

test("hours that are none", () => {
  expect(quietProblem(night)).toBeNull();
  for (const wrong of [{ from: -1 }, { to: 1440 }, { from: 1.5 }, { to: NaN }, { from: 420, to: 420 }, { timeZone: "Mars/Olympus" }]) {
    expect(quietProblem({ ...night, ...wrong }), JSON.stringify(wrong)).not.toBeNull();
  }
});
