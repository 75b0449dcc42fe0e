import { expect, test } from "vitest";

import type { ReceiptBody } from "./receipt-body.ts";
import { appliedMs, momentFrom, momentsOf, offsetText, stretchesOf } from "./story.ts";

type Event = ReceiptBody["timeline"][number];
const event = (at: number, kind: string, mode: Event["mode"]): Event => ({
  at,
  kind,
  mode,
  actor: { kind: "operator", id: "o", name: "Olga" },
  reason: null,
  evidence: null,
});
const timeline = [
  event(0, "session.authorize", "dry_run"),
  event(100, "session.promote", "apply_actions"),
  event(150, "session.stop.requested", "apply_actions"),
  event(160, "session.demote", "dry_run"),
  event(300, "session.close", "dry_run"),
];

test("modes cover the run without hole or overlap", () => {
  const stretches = stretchesOf(timeline, 0, 300);
  expect(stretches).toEqual([
    { mode: "dry_run", from: 0, to: 100 },
    { mode: "apply_actions", from: 100, to: 160 },
    { mode: "dry_run", from: 160, to: 300 },
  ]);
  expect(appliedMs(stretches)).toBe(60);
  expect(stretchesOf(timeline.toReversed(), 0, 300)).toEqual(stretches);
});

test("a run without events is one dry run, and events outside of it move its ends to its ends", () => {
  expect(stretchesOf([], 5, 9)).toEqual([{ mode: "dry_run", from: 5, to: 9 }]);
  expect(stretchesOf([], 5, 5)).toEqual([{ mode: "dry_run", from: 5, to: 5 }]);
  expect(stretchesOf([event(1, "session.promote", "apply_actions")], 5, 9)).toEqual([{ mode: "apply_actions", from: 5, to: 9 }]);
});

test("moments tell what happened and who", () => {
  expect(momentsOf(timeline, (kind) => kind).map(({ kind }) => kind)).toEqual(["other", "promote", "stop", "demote", "other"]);
  expect(momentsOf(timeline, () => "Promoted")[1]?.label).toBe("Promoted by Olga");
});

test("an address names a moment of the run", () => {
  expect(offsetText(13_260, 1_000)).toBe("12.3");
  expect(momentFrom("12.3", 1_000, 60_000)).toBe(13_300);
  expect(momentFrom("999", 1_000, 60_000)).toBe(60_000);
  expect(momentFrom("-3", 1_000, 60_000)).toBe(1_000);
  for (const text of [null, "", "soon", "NaN"]) expect(momentFrom(text, 0, 9)).toBeNull();
});
