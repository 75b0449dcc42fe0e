import { expect, test } from "vitest";

import { makePageSchedule } from "./page-schedule.ts";
import { makeSchedule } from "./schedule.ts";

/** A scene that begins just before the end is played to its own, and in every tenth run one more. */
const longestSceneMs = 8_000;
const size = { lengthMs: 5_000, arms: 2, operators: 2, longestFreezeMs: 2_500 };

test("a seed gives the same schedule every time, and another seed another one", () => {
  expect(makeSchedule(7, size)).toEqual(makeSchedule(7, size));
  expect(makeSchedule(7, size)).not.toEqual(makeSchedule(8, size));
});

test("fifty seeds hold every kind of act and of failure", () => {
  const kinds = new Set(
    Array.from({ length: 50 }, (_, seed) => makeSchedule(seed, size))
      .flat()
      .map(({ event }) => event.do),
  );
  expect([...kinds].sort()).toEqual(
    [
      "authorize",
      "close",
      "demote",
      "endSignIn",
      "failSync",
      "fault",
      "fillDisk",
      "freezeArm",
      "freezeHost",
      "holdAnswer",
      "holdRequest",
      "killArm",
      "killHost",
      "loseAnswer",
      "promote",
      "ready",
      "replay",
      "resetWay",
      "skewArm",
      "stop",
    ].sort(),
  );
});

test("steps are in order of time and within the length", () => {
  for (let seed = 0; seed < 50; seed++) {
    const times = makeSchedule(seed, size).map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(size.lengthMs + longestSceneMs);
  }
});

test("in front of a page everything breaks that a page must notice, while its operator promotes and acts", () => {
  const runs = Array.from({ length: 50 }, (_, index) => makePageSchedule(12 * index));
  expect(makePageSchedule(12)).toEqual(runs[1]);
  for (const steps of runs) expect(steps.map(({ event }) => event.do)).toContain("promote");
  const kinds = new Set(runs.flat().map(({ event }) => event.do));
  expect([...kinds].sort()).toEqual([
    "close",
    "demote",
    "done",
    "endSignIn",
    "fault",
    "freezeArm",
    "freezeHost",
    "killArm",
    "killHost",
    "killPage",
    "promote",
    "ready",
    "stop",
  ]);
});

test("what breaks in front of a page waits for its promote, but a page that is killed may be at it", () => {
  for (let seed = 12; seed <= 600; seed += 12) {
    const begun = makePageSchedule(seed).map(({ event }) => event.do);
    expect(begun.slice(0, 3)).toEqual(["ready", "promote", begun.includes("killPage") ? "killPage" : "done"]);
  }
});
