import { expect, test } from "vitest";

import { beginStop, failed, learned, lookedAt, nextStep, sentAgain, stopVerdict } from "./stop-progress.ts";

test("a stop without acknowledgement is unconfirmed after one second, not before", () => {
  const attempt = learned(beginStop("s1", 1_000), { acceptedAt: 1_050 });
  expect(stopVerdict(attempt, 1_999)).toBe("sending");
  expect(stopVerdict(attempt, 2_000)).toBe("unconfirmed");
});

test("acknowledged is not standing; standing needs the robot's own report of no motion", () => {
  const acknowledged = learned(beginStop("s1", 0), { acceptedAt: 10, acknowledgedAt: 40 });
  expect(stopVerdict(acknowledged, 60_000)).toBe("acknowledged");
  expect(stopVerdict(learned(acknowledged, { motionZeroAt: 90 }), 60_000)).toBe("standing");
});

test("a report of no motion alone proves nothing: the robot must have heard this stop", () => {
  expect(stopVerdict(learned(beginStop("s1", 0), { motionZeroAt: 5 }), 2_000)).toBe("unconfirmed");
});

test("a late answer does not unlearn a fact", () => {
  const attempt = learned(beginStop("s1", 0), { acceptedAt: 10, acknowledgedAt: 20, motionZeroAt: 30 });
  expect(learned(attempt, { acceptedAt: 99, acknowledgedAt: null, motionZeroAt: null })).toEqual(attempt);
});

test("a failed request is named until a later one is accepted", () => {
  const lost = failed(beginStop("s1", 0), "The server cannot be reached.");
  expect(lost.problem).toBe("The server cannot be reached.");
  expect(learned(lost, { acceptedAt: 300 }).problem).toBeNull();
  expect(learned(lost, { acceptedAt: null }).problem).toBe("The server cannot be reached.");
});

test("once accepted it looks, and asks again only for what it just saw unacknowledged", () => {
  const accepted = learned(beginStop("s1", 0), { acceptedAt: 20 });
  expect(nextStep(accepted, 30)).toEqual({ kind: "look", inMs: 200 });
  expect(nextStep(lookedAt(accepted, 400), 400)).toMatchObject({ kind: "look" });
  const seen = lookedAt(accepted, 1_050);
  expect(nextStep(seen, 1_050)).toEqual({ kind: "send", inMs: 0 });
  expect(nextStep(sentAgain(seen, 1_060), 1_060)).toMatchObject({ kind: "look" });
  // Exactly a second after it was asked for is soon enough to ask again, a moment earlier is not.
  expect(nextStep(lookedAt(accepted, 1_000), 1_000)).toMatchObject({ kind: "send" });
  expect(nextStep(lookedAt(accepted, 999), 999)).toMatchObject({ kind: "look" });
});

test("a look that comes back after the acknowledgement is none that found nothing", () => {
  const acknowledged = learned(beginStop("s1", 0), { acknowledgedAt: 800 });
  expect(lookedAt(acknowledged, 900)).toBe(acknowledged);
});

test("it looks five times a second for two seconds, then every second, and after a minute every five", () => {
  const accepted = learned(beginStop("s1", 10_000), { acceptedAt: 10_020 });
  const looksIn = (now: number) => nextStep(accepted, now);
  expect(looksIn(11_999)).toEqual({ kind: "look", inMs: 200 });
  expect(looksIn(12_000)).toEqual({ kind: "look", inMs: 1_000 });
  expect(looksIn(69_999)).toEqual({ kind: "look", inMs: 1_000 });
  expect(looksIn(70_000)).toEqual({ kind: "look", inMs: 5_000 });
});

test("not accepted, it asks every second for a minute, then every five", () => {
  let attempt = beginStop("s1", 10_000);
  for (const now of [10_250, 10_500, 69_990]) attempt = sentAgain(attempt, now);
  expect(nextStep(attempt, 69_999)).toEqual({ kind: "send", inMs: 991 });
  expect(nextStep(attempt, 70_000)).toEqual({ kind: "send", inMs: 4_990 });
});

test("it repeats quickly, then every second, until the server accepts; once acknowledged it only looks", () => {
  let attempt = beginStop("s1", 0);
  expect(nextStep(attempt, 100)).toEqual({ kind: "send", inMs: 150 });
  for (const now of [250, 500, 750]) attempt = sentAgain(attempt, now);
  expect(nextStep(attempt, 750)).toEqual({ kind: "send", inMs: 1_000 });
  expect(nextStep(attempt, 9_000)).toEqual({ kind: "send", inMs: 0 });
  const acknowledged = learned(attempt, { acknowledgedAt: 800 });
  expect(nextStep(acknowledged, 9_000)).toMatchObject({ kind: "look" });
  expect(nextStep(learned(acknowledged, { motionZeroAt: 900 }), 9_000)).toBeNull();
});
