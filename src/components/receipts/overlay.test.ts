import { expect, test } from "vitest";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import type { RunSamples } from "#src/api/run-samples.ts";

import { byRun, layRuns, measuresOf, partingsOf, readingsOf } from "./overlay.ts";

const actor = { kind: "operator", id: "u", name: "Olga" };
const event = (at: number, kind: string, mode = "dry_run") => ({ at, kind, actor, mode, reason: null, evidence: null });
const bodyOf = (timeline: unknown[]) =>
  JSON.stringify({
    robot: null,
    robotSchema: null,
    deployment: null,
    model: "m",
    runtime: "edge",
    timeline,
    stops: [],
    faults: 0,
    errors: [],
    heartbeats: { count: 0, longestGapMs: 0, latencyMs: { p50: null, p95: null, p99: null } },
    runSummary: null,
    closedBy: null,
  });
// Only what is laid out; the rest of a row says nothing here.
const detail = (sequence: number, startedAt: number, timeline: unknown[]) =>
  ({ row: { sequence, startedAt, timestamp: startedAt + 10_000 }, receipt: { body: bodyOf(timeline) } }) as unknown as ReceiptDetail;
const raw = (startedAt: number, joints: readonly number[][]): RunSamples =>
  ({
    kind: "raw",
    samples: joints.map((each, index) => ({ receivedAt: startedAt + index * 1_000, joints: each, inferenceMs: 30 })),
  }) as unknown as RunSamples;

const one = detail(1, 100_000, [event(100_000, "session.authorize"), event(103_000, "session.promote", "apply_actions")]);
const two = detail(2, 900_000, [event(900_000, "session.authorize"), event(905_000, "session.promote", "apply_actions")]);

test("runs are laid over each other at their start or at their promotion", () => {
  expect(layRuns([one, two], [], "start").map(({ base, from, to }) => [base, from, to])).toEqual([
    [100_000, 0, 10_000],
    [900_000, 0, 10_000],
  ]);
  expect(layRuns([one, two], [], "promotion").map(({ base, from }) => [base, from])).toEqual([
    [103_000, -3_000],
    [905_000, -5_000],
  ]);
});

test("a joint that goes another way is found at its moment, and both courses are the same", () => {
  const still = [
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
  ];
  const other = [
    [0, 1],
    [0, 1],
    [0, 1.2],
    [0, 1.3],
    [0, 1.4],
    [0, 1.4],
  ];
  const runs = layRuns([one, two], [raw(100_000, still), raw(900_000, other)], "start");
  expect(measuresOf(runs).map(({ key }) => key)).toEqual(["inferenceMs", "controlHz", "joint-1", "joint-2"]);
  expect(runs.map((run) => readingsOf(run, "joint-2")[2])).toEqual([
    { at: 2_000, value: 1 },
    { at: 2_000, value: 1.2 },
  ]);
  expect(partingsOf(runs, measuresOf(runs), (kind) => kind)).toEqual([{ label: "#2", at: 2_000, what: "joint 2" }]);
});

test("joints that part together are told together", () => {
  const still = [0, 1, 2, 3, 4].map(() => [0, 0, 0, 0]);
  const other = still.map((_, index) => (index < 1 ? [0, 0, 0, 0] : [1, 1, 1, 0]));
  const runs = layRuns([one, two], [raw(100_000, still), raw(900_000, other)], "start");
  expect(partingsOf(runs, measuresOf(runs), (kind) => kind)).toEqual([{ label: "#2", at: 1_000, what: "joints 1 to 3" }]);
});

test("without readings what happened is still compared", () => {
  const stopped = detail(3, 50_000, [event(50_000, "session.authorize"), event(51_000, "session.stop")]);
  const runs = layRuns([one, stopped], [{ kind: "gone" }, undefined], "start");
  expect(partingsOf(runs, measuresOf(runs), (kind) => kind)).toEqual([
    { label: "#3", at: 1_000, what: "session.stop instead of session.promote" },
  ]);
});

test("where runs part is told run by run, the first to leave first", () => {
  const at = (label: string, moment: number, what: string) => ({ label, at: moment, what });
  const partings = [at("#3", 300, "control rate"), at("#2", 900, "joint 1"), at("#3", 4_000, "latency")];
  expect(byRun(partings)).toEqual([
    { label: "#3", moments: [partings[0], partings[2]] },
    { label: "#2", moments: [partings[1]] },
  ]);
  expect(byRun([])).toEqual([]);
});
