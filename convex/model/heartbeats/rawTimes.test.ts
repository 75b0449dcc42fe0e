import { expect, test } from "vitest";

import { defaultRetention, rawTimes } from "./rawTimes";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ended = 1_000 * day;
const run = { startedAt: ended - hour, endedAt: ended };

test("while it runs nothing has a last moment yet", () => {
  expect(rawTimes({ ...run, endedAt: null }, defaultRetention)).toEqual({ isKept: false, singlesGoAt: null, minutesGoAt: null });
});

test("single heartbeats go a quarter of an hour after the end, means by the setting", () => {
  expect(rawTimes(run, { ...defaultRetention, chartHours: 2 })).toEqual({
    isKept: false,
    singlesGoAt: ended + 15 * minute,
    minutesGoAt: ended + 2 * hour,
  });
});

test("kept ones stay for the days chosen", () => {
  expect(rawTimes({ ...run, samplesKeptFrom: run.startedAt }, { ...defaultRetention, keptDays: 7 })).toMatchObject({
    isKept: true,
    singlesGoAt: ended + 7 * day,
  });
});

test("let go, they go when that was said, never before the quarter of an hour is over, and never after the days", () => {
  expect(rawTimes({ ...run, samplesGoAt: ended + hour }, defaultRetention)).toMatchObject({ isKept: true, singlesGoAt: ended + hour });
  expect(rawTimes({ ...run, samplesGoAt: ended - hour }, defaultRetention).singlesGoAt).toBe(ended + 15 * minute);
  expect(rawTimes({ ...run, samplesGoAt: ended + 30 * day + minute }, defaultRetention).singlesGoAt).toBe(ended + 30 * day);
});
