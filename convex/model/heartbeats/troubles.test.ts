import { expect, test } from "vitest";

import { mostTroubles, noTroubles, troublesAfter, type Troubles } from "./troubles";

type Step = [health: string, message?: string, hasStopped?: boolean];
const after = (steps: readonly Step[]): Troubles =>
  steps.reduce(
    (known, [health, message, hasStopped = false], at) => troublesAfter(known, { health, message, hasStopped }, (at + 1) * 100),
    noTroubles,
  );

test("a trouble lasts from the heartbeat that tells of it to the one that tells of something else", () => {
  expect(after([["ok"], ["fault", "torque limit"], ["fault", "torque limit"], ["ok"], ["safe_stop"], ["fault", "again"]]).spans).toEqual([
    { kind: "fault", from: 200, to: 400, message: "torque limit" },
    { kind: "safe_stop", from: 500, to: 600, message: "" },
    { kind: "fault", from: 600, to: null, message: "again" },
  ]);
  expect(after([["ok"], ["ok", "late", true], ["ok"]]).spans).toEqual([{ kind: "safe_stop", from: 200, to: 200, message: "late" }]);
});

test("nothing new is nothing written, and too many are counted", () => {
  expect(after([["ok"], ["warning"]])).toBe(noTroubles);
  const open = after([["fault"]]);
  expect(troublesAfter(open, { health: "fault", message: "x", hasStopped: false }, 900)).toBe(open);
  const many = after(Array.from({ length: 100 }, (_, n): Step => [n % 2 === 0 ? "fault" : "ok", "x".repeat(500)]));
  expect(many.spans).toHaveLength(mostTroubles);
  expect(many.missed).toBe(50 - mostTroubles);
  expect(many.spans.every(({ to, message }) => to !== null && message.length === 200)).toBe(true);
});
