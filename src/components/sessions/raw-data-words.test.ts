import { expect, test } from "vitest";

import { rawDataInWords } from "./raw-data-words.ts";
import { formatDateTime } from "#src/lib/time.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ended = Date.UTC(2026, 10, 12, 14);
const run = { startedAt: ended - hour, endedAt: ended };
const retention = { chartHours: 24, keptDays: 30, keepsEveryRun: false };
const at = formatDateTime;

test("just ended: until when there is how much", () => {
  expect(rawDataInWords(run, retention, ended + minute)).toBe(
    `Raw data until ${at(ended + 15 * minute)} (single heartbeats, the earliest go first). Means of minutes until ${at(ended + day)}.`,
  );
});

test("what went is said, with when", () => {
  expect(rawDataInWords(run, retention, ended + hour)).toContain(
    `single heartbeats of this run went ${at(ended + 15 * minute)}. Means of minutes until`,
  );
  expect(rawDataInWords(run, retention, ended + 2 * day)).toContain(`Means of minutes went ${at(ended + day)}.`);
});

test("kept: until the day it ends, and from when on when it began late", () => {
  expect(rawDataInWords({ ...run, samplesKeptFrom: run.startedAt }, retention, ended + day)).toMatch(
    `Raw data until ${at(ended + 30 * day)} (single heartbeats, kept). Means`,
  );
  expect(rawDataInWords({ ...run, samplesKeptFrom: ended - minute }, retention, ended)).toContain(
    `Those before ${at(ended - minute)} were gone already.`,
  );
  expect(rawDataInWords({ ...run, samplesGoAt: ended + 3 * hour }, retention, ended + 2 * hour)).toContain(
    `Raw data until ${at(ended + 3 * hour)} (single heartbeats, kept no longer)`,
  );
});

test("while it runs: how long after its end, kept or not", () => {
  const open = { startedAt: ended, endedAt: null };
  expect(rawDataInWords(open, { ...retention, chartHours: 1 }, ended)).toBe(
    "Each single heartbeat of this run goes after 15 minutes. Means of minutes stay 1 hour after it ends.",
  );
  expect(rawDataInWords({ ...open, samplesKeptFrom: ended }, retention, ended)).toContain("kept, until 30 days after it ends.");
});
