import { expect, test } from "vitest";

import type { Notice } from "#src/api/notices.ts";

import { noticeText } from "./notice-words.ts";

const told = (kind: Notice["kind"], name: string, text: string) =>
  noticeText({
    kind,
    text,
    target: { kind: "robot", id: "x", name } as Notice["target"],
    actor: { kind: "operator", id: "u", name: "Ada" },
  });

test.each([
  ["robot.offline", "arm-1 is offline: its heartbeats stopped."],
  ["session.stopped", "Software stop on arm-1 by Ada."],
  ["session.stopped", "Software stop on arm-1 by Ada (it shakes)."],
  ["session.stopped", "arm-1 no longer applies actions: ended by Ada."],
  ["session.promoteRequested", "Ada promoted arm-1: it applies actions."],
  ["approval.wanted", "Ada wants an approval to promote arm-1, within ten minutes."],
  ["approval.wanted", "Ada wants an approval to promote arm-1, within ten minutes: new gripper: left"],
  ["approval.wanted", "Ada wants an approval to promote arm-1 for at most 50 actions, within ten minutes."],
  ["approval.wanted", "Ada wants an approval to promote arm-1 for at most 50 actions, within ten minutes: new gripper: left"],
  ["doctor.failed", "The doctor failed arm-1: Link, Safe stop."],
  ["doctor.failed", "The doctor failed arm-1 on bench: 2: Link."],
  ["receipt.flagged", "Receipt arm-1 was reviewed as bad by Ada."],
  ["receipt.flagged", "Receipt arm-1 was reviewed as needing attention by Ada."],
  ["attention.given", "Ada gave arm-1 to Bo: it needs attention."],
  ["control.offered", "Ada hands arm-1 to Bo: accept within two minutes on its session's page."],
  ["control.taken", "Ada took over arm-1, which you held: it shakes"],
  ["rule.broken", "arm-1 breaks the rule Stops: soon: 3 such runs in 24 h."],
  ["rule.broken", "arm-1 sends no data for the rule Hot: none for soon: none for 1.5 min."],
  ["rule.broken", "arm-1 breaks the rule Hot: soon: 70.5 °C, limit 70 °C."],
  ["rule.broken", "This is a test of the rule arm-1: nothing is broken."],
  ["webhook.disabled", "The webhook to arm-1 was disabled: its receiver did not take what was sent."],
] as const)("%s in English is what the server says: %s", (kind, text) => {
  expect(told(kind, "arm-1", text)).toBe(text);
});

test.each(["lease expired", "the robot said goodbye"])("what the server gives as cause is said as it is: %s", (cause) => {
  const text = `arm-1 no longer applies actions: ended by Ada (${cause}).`;
  expect(told("session.stopped", "arm-1", text)).toBe(text);
});

test("a code of an earlier server is said in words", () => {
  expect(told("session.stopped", "arm-1", "arm-1 no longer applies actions: ended by Ada (lease_expired).")).toBe(
    "arm-1 no longer applies actions: ended by Ada (Lease expired).",
  );
  expect(told("session.promoteRequested", "arm-1", "Ada asked to promote arm-1, which was refused: stale_intent.")).toBe(
    "Ada asked to promote arm-1, which was refused: stale intent.",
  );
  expect(told("session.promoteRequested", "arm-1", "Ada asked to promote arm-1, which was refused: some_newer_code.")).toBe(
    "Ada asked to promote arm-1, which was refused: some newer code.",
  );
});

test("what is not made as expected stays as it came", () => {
  expect(told("session.stopped", "arm-1", "A session of an older server was stopped.")).toBe("A session of an older server was stopped.");
  expect(told("doctor.failed", "arm-1", "The doctor did something else.")).toBe("The doctor did something else.");
});
