import fc from "fast-check";
import { expect, test } from "vitest";

import type { Message } from "#src/api/messages.ts";

import { between, changesOf, isNews, isTrouble } from "./changes.ts";
import { fieldsOf } from "./fields.ts";

const fields = fieldsOf(["shoulder pan"], 2);
const message = (more: Partial<Message> = {}): Message => ({
  ...{ sessionId: null, seq: 1, receivedAt: 1_000, sentAt: 990, mode: "dry_run", state: "running", steps: 100 },
  ...more,
});
const said = (before: Message, after: Message) =>
  changesOf(before, after, fields).map(({ field, before: was, after: is, difference }) => [field.name, was, is, difference]);

test("says what changed, what matters most first, and the difference of numbers", () => {
  const before = message({ inferenceMs: 30.1, joints: [0.1, 2] });
  const after = message({ seq: 2, receivedAt: 2_000, sentAt: null, steps: 150, inferenceMs: 30.4, joints: [0.3, 2], state: "fault" });
  expect(said(before, after)).toEqual([
    ["state", "running", "fault", null],
    ["steps", 100, 150, 50],
    ["inferenceMs", 30.1, 30.4, 0.3],
    ["shoulder_pan", 0.1, 0.3, 0.2],
  ]);
});

test("tells what came and what is not sent any more", () => {
  expect(said(message(), message({ batteryPct: 70, steps: undefined }))).toEqual([
    ["steps", 100, undefined, null],
    ["batteryPct", undefined, 70, null],
  ]);
  expect(said(message({ joints: [1] }), message({ joints: [1, 5] }))).toEqual([["joints.1", undefined, 5, null]]);
  expect(changesOf(undefined, message(), fields)).toEqual([]);
});

test("knows what is missing between two numbers, and a robot that counts anew", () => {
  expect(between(message({ seq: 3 }), message({ seq: 4 }))).toEqual({ skipped: 0, isRestarted: false });
  expect(between(message({ seq: 3 }), message({ seq: 9 }))).toEqual({ skipped: 5, isRestarted: false });
  expect(between(message({ seq: 900 }), message({ seq: 0 }))).toEqual({ skipped: 0, isRestarted: true });
  expect(between(undefined, message())).toEqual({ skipped: 0, isRestarted: false });
});

test("news are mode, state, text, safe stops and a robot that counts anew, not numbers that wander", () => {
  const before = message({ safeStops: 0 });
  expect(isNews(before, message({ seq: 2, safeStops: 0, steps: 3, inferenceMs: 9 }))).toBe(false);
  for (const more of [{ mode: "apply_actions" as const }, { state: "warning" }, { message: "hot" }, { safeStops: 1 }, { seq: 0 }]) {
    expect(isNews(before, message({ seq: 2, safeStops: 0, ...more })), JSON.stringify(more)).toBe(true);
  }
  expect(["running", "warning", "fault", "safe_stop"].map((state) => isTrouble(message({ state })))).toEqual([false, true, true, true]);
});

const anyMessage = fc.record({
  seq: fc.nat(),
  mode: fc.constantFrom("dry_run" as const, "apply_actions" as const),
  state: fc.constantFrom("running", "fault", ""),
  steps: fc.option(fc.nat(), { nil: undefined }),
  cpuPct: fc.option(fc.double({ noNaN: true, min: 0, max: 100 }), { nil: undefined }),
  joints: fc.option(fc.array(fc.double({ noNaN: true, min: -10, max: 10 }), { maxLength: 2 }), { nil: undefined }),
});

test("nothing changes between a message and itself, and the way back tells the same fields", () => {
  fc.assert(
    fc.property(anyMessage, anyMessage, (one, two) => {
      const [a, b] = [message(one), message(two)];
      expect(changesOf(a, a, fields)).toEqual([]);
      const names = (from: Message, to: Message) =>
        changesOf(from, to, fields)
          .map(({ field }) => field.name)
          .toSorted();
      expect(names(a, b)).toEqual(names(b, a));
      for (const { field, before, after } of changesOf(a, b, fields)) expect([before, after]).toEqual([field.read(a), field.read(b)]);
    }),
  );
});
