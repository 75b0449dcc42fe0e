import { expect, test } from "vitest";

import type { RunSamples } from "#src/api/run-samples.ts";

import { laneInWords, lanesOf } from "./lanes.ts";
import type { ReceiptBody } from "./receipt-body.ts";

const actor = { kind: "operator" as const, id: "o", name: "Olga" };
type Event = ReceiptBody["timeline"][number];
const event = (at: number, kind: string, mode: Event["mode"] = "dry_run", reason: string | null = null): Event => ({
  at,
  kind,
  mode,
  actor,
  reason,
  evidence: null,
});
const stop = (motionZeroAt: number | null) => ({
  sentAt: 500,
  acceptedAt: 510,
  acknowledgedAt: motionZeroAt === null ? null : 520,
  motionZeroAt,
  requestedBy: actor,
});
const lanes = (body: Partial<ReceiptBody>, samples?: RunSamples, gaps: { from: number; to: number }[] = []) =>
  lanesOf({ body: { timeline: [], stops: [], ...body } as unknown as ReceiptBody, to: 1_000, gaps, samples, words: (text) => text }); // no lane reads the rest

test("what did not occur has no lane", () => {
  expect(lanes({})).toEqual([]);
  expect(lanes({ timeline: [event(0, "session.authorize"), event(900, "session.close")] })).toEqual([]);
});

test("every stretch of applied actions says how it ended", () => {
  const timeline = [
    event(100, "session.promote", "apply_actions"),
    event(200, "session.extendBudget", "apply_actions"),
    event(300, "session.demote", "dry_run", "budget over"),
    event(600, "session.promote", "apply_actions"),
  ];
  expect(lanes({ timeline })).toEqual([
    {
      name: "Lease and time budget",
      spans: [
        { from: 100, to: 300, tone: "apply", label: "ended: budget over" },
        { from: 600, to: 1_000, tone: "apply", label: "until the end of the session" },
      ],
      marks: [{ at: 200, tone: "info", label: "time budget extended by Olga" }],
    },
  ]);
});

test("a stop reaches until the robot stood still, or to the end when that was never told", () => {
  const [still] = lanes({ stops: [stop(800)] });
  expect(still).toMatchObject({
    spans: [{ from: 500, to: 800, label: "stood still 300 ms later" }],
    marks: [{ at: 500 }, { at: 510 }, { at: 520, label: "acknowledged by the robot" }],
  });
  const [never] = lanes({ stops: [stop(null)] });
  expect(never).toMatchObject({ spans: [{ to: 1_000, label: "standing still was never reported" }], marks: [{ at: 500 }, { at: 510 }] });
});

test("what somebody marked has a lane, with who", () => {
  expect(lanes({ timeline: [event(100, "session.mark"), event(400, "session.mark")] })).toEqual([
    {
      name: "Marks",
      spans: [],
      marks: [
        { at: 100, tone: "warn", label: "marked by Olga" },
        { at: 400, tone: "warn", label: "marked by Olga" },
      ],
    },
  ]);
});

test("faults stand where the receipt says, also when the heartbeats are gone, and what it does not say is said", () => {
  const troubles = [
    { kind: "fault" as const, from: 200, to: 400, message: "gripper" },
    { kind: "safe_stop" as const, from: 600, to: null, message: "" },
  ];
  const [faults] = lanes({ troubles, troublesMissed: 3 });
  expect(faults?.spans).toEqual([
    { from: 200, to: 400, tone: "danger", label: "fault: gripper" },
    { from: 600, to: 1_000, tone: "warn", label: "safe stop" },
  ]);
  expect(faults?.marks.map(({ label }) => label)).toEqual(["3 more, later, of which the receipt says no time"]);
  expect(lanes({ troubles: [] })).toEqual([]);
});

test("faults and silence stand where the heartbeats tell of them", () => {
  const raw = {
    kind: "raw",
    samples: [
      [100, "running"],
      [200, "fault"],
      [300, "fault"],
      [400, "running"],
      [900, "safe_stop"],
    ].map(([receivedAt, state]) => ({ receivedAt, state, message: state === "fault" ? "gripper" : "" })),
  } as unknown as RunSamples; // of a sample no more is read
  const [faults, silence] = lanes({}, raw, [{ from: 500, to: 850 }]);
  expect(faults?.spans).toEqual([
    { from: 200, to: 400, tone: "danger", label: "fault: gripper" },
    { from: 900, to: 1_000, tone: "warn", label: "safe stop" },
  ]);
  expect(silence?.spans).toEqual([{ from: 500, to: 850, tone: "quiet", label: "0.4 s" }]);
  expect(silence && laneInWords(silence, String)).toBe("No heartbeat: 500 to 850 0.4 s");
});

test("approvals are told with who and why", () => {
  const timeline = [event(100, "approval.request"), event(150, "approval.decline", "dry_run", "gripper loose")];
  expect(lanes({ timeline })[0]?.marks).toEqual([
    { at: 100, tone: "quiet", label: "request by Olga" },
    { at: 150, tone: "warn", label: "decline by Olga: gripper loose" },
  ]);
});
