import { expect, test } from "vitest";

import { readBody, type ReceiptBody } from "./receipt-body.ts";
import { countsOf, lackingIn } from "./recorded.ts";

const actor = { kind: "operator", id: "u", name: "Olga" };
function body(over: Partial<ReceiptBody> = {}): ReceiptBody {
  const whole = {
    robot: { id: "r", name: "arm-1", calibrationId: "cal-1" },
    robotSchema: { id: "s", name: "so101", version: 1, hash: "h" },
    deployment: { id: "d", name: "pick", specHash: "h" },
    ...{ model: "m", runtime: "edge", timeline: [], timelineIsComplete: true, stops: [], faults: 0, errors: [], closedBy: actor },
    heartbeats: { count: 10, longestGapMs: 1_000, latencyMs: { p50: 10, p95: 20, p99: 30 } },
    runSummary: { ok: true, steps: 100, appliedSteps: 40, safeStops: 0, errors: [] },
    ...over,
  };
  const read = readBody(JSON.stringify(whole));
  if (read === null) throw new Error("not a receipt");
  return read;
}
const row = { steps: 100, appliedSteps: 40, safeStops: 0, errorCount: 0, latencyP95Ms: 20 };

test("counts that agree need no words, and each that differs says what it means", () => {
  expect(countsOf(body(), row).map(({ meaning }) => meaning)).toEqual([null, null, null, null]);
  const [steps, applied] = countsOf(body(), { ...row, steps: 120, appliedSteps: 30 });
  expect(steps).toMatchObject({
    name: "Steps",
    server: 120,
    robot: 100,
    meaning: expect.stringMatching(/before the last heartbeats/) as string,
  });
  expect(applied?.meaning).toMatch(/no heartbeat told of/);
  expect(countsOf(body({ runSummary: null }), row)).toEqual([]);
});

test("what is not there is said, and of a whole receipt nothing", () => {
  expect(lackingIn(body(), row)).toEqual([]);
  const poor = body({
    robot: null,
    runSummary: null,
    heartbeats: { count: 0, longestGapMs: 0, latencyMs: { p50: null, p95: null, p99: null } },
    faults: 2,
    errors: ["x"],
  });
  const said = lackingIn(poor, { ...row, latencyP95Ms: null }).join("\n");
  for (const words of ["Which robot ran", "not one heartbeat", "own account", "2 heartbeats in fault", "When each error"])
    expect(said).toContain(words);
  expect(said).not.toContain("calibration");
});
