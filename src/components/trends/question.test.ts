import { expect, test } from "vitest";

import { presets, questionFrom, questionText, serverQuestionOf, timesOf } from "./question.ts";

const from = (text: string) => questionFrom(new URLSearchParams(text));
const day = 86_400_000;
const noon = Date.UTC(2026, 10, 30, 12);

test("an address and its question say the same", () => {
  for (const text of [
    "",
    "measure=safe_stops&over=applied_steps&group=deployment&per=week&days=90",
    "days=own&from=2026-01-01&to=2026-02-01&robot=r1&deployment=d1&model=pi0.5&mode=applied&verdict=bad&as=table&top=3",
    ...presets.map(({ question }) => questionText(question)),
  ]) {
    expect(questionText(from(text))).toBe(text);
  }
});

test("what an address says wrongly is as usual, and a measure that is no sum is divided by nothing", () => {
  expect(questionText(from("measure=joy&over=x&group=y&per=year&days=1&from=2026-13-45&as=pie&top=99"))).toBe("");
  expect(from("measure=p95_worst&over=run").over).toBe("total");
  expect(from("measure=steps&over=runs_share").over).toBe("total");
});

test("the last days end with today (UTC), own days are both inclusive", () => {
  expect(timesOf(from("days=7"), noon)).toEqual({ from: Date.UTC(2026, 10, 24), to: Date.UTC(2026, 11, 1) });
  expect(timesOf(from("days=own&from=2026-11-01&to=2026-11-02"), noon)).toEqual({ from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 3) });
  expect(timesOf(from("days=own"), noon).to - timesOf(from("days=own"), noon).from).toBe(30 * day);
});

test("the server is asked for what is filtered, and no more", () => {
  expect(serverQuestionOf(from(""), noon)).toEqual({
    from: Date.UTC(2026, 10, 1),
    to: Date.UTC(2026, 11, 1),
    per: "day",
    groupBy: "nothing",
  });
  expect(serverQuestionOf(from("robot=r1&mode=dry&verdict=none&model=m"), noon)).toMatchObject({
    ...{ robotId: "r1", applied: false, verdict: "none", modelId: "m" },
  });
});
