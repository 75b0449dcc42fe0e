import { expect, test } from "vitest";

import { judgeClaims } from "./claims.ts";
import type { Claim, Evidence } from "./evidence.ts";

// What a page may show, and what each lie of it must be called. Promoted at 10,000, back to a dry run at 20,000.

const sessionId = "session";
const entry = (at: number, mode: string): Evidence["records"]["audit"][number] => ({
  at,
  action: "session",
  targetId: sessionId,
  actor: { name: "operator-1" },
  before: null,
  after: { mode, status: "active" },
  reason: null,
});
const claim = (at: number, until: number, mode: string | null, more: Partial<Claim> = {}): Claim => ({
  who: "operator-1",
  by: "page",
  at,
  until,
  sessionId,
  mode,
  isOld: false,
  stop: null,
  warns: null,
  ...more,
});

function broken(claims: Claim[], more: Partial<Evidence> = {}): string[] {
  const rules: string[] = [];
  const records = {
    audit: [entry(10_000, "apply_actions"), entry(20_000, "dry_run")],
    sessions: [{ id: sessionId, robotId: "robot", status: "active", closeReason: null }],
    receipts: [],
    chainProblem: null,
  };
  judgeClaims(
    {
      arms: [],
      deeds: [],
      promotesSent: [],
      outages: [],
      signedOut: [],
      starved: [],
      wallOffsetMs: 0,
      heartbeatMs: 500,
      records,
      claims,
      ...more,
    },
    (rule) => void rules.push(rule),
  );
  return rules;
}

test("a page that follows within three seconds claims nothing untrue", () => {
  expect(broken([claim(0, 12_000, "dry_run"), claim(12_000, 22_000, "apply_actions"), claim(22_000, 40_000, "dry_run")])).toEqual([]);
});

test.each<[string, Claim]>([
  ["a dry run, long after the promote", claim(0, 16_000, "dry_run")],
  ["applying, long after its end", claim(12_000, 26_000, "apply_actions")],
  ["applying, before anybody promoted", claim(5_000, 9_000, "apply_actions")],
  ["closed, and it never was", claim(30_000, 31_000, "closed")],
])("a page that shows %s claims too much", (_what, one) => {
  expect(broken([one])).toEqual(["page_claims_too_much"]);
});

test("what it calls last known it does not claim", () => {
  expect(broken([claim(0, 12_000, "dry_run"), claim(12_000, 40_000, "dry_run", { isOld: true })])).toEqual([]);
});

const stopPressed = { kind: "stopPressed" as const, who: "operator-1", sessionId, pressedAt: 20_000, toldAt: 20_000 };

test("a stop that nobody acknowledged is NOT CONFIRMED soon after its latest press", () => {
  const stopping = (until: number) => claim(20_050, until, null, { stop: "Stopping…" });
  expect(broken([stopping(21_200)], { deeds: [stopPressed] })).toEqual([]);
  expect(broken([stopping(25_000)], { deeds: [stopPressed] })).toEqual(["page_hides_unconfirmed"]);
  expect(broken([stopping(25_000)], { deeds: [stopPressed, { ...stopPressed, pressedAt: 23_500 }] })).toEqual([]);
});

test.each(["Robot acknowledged the stop", "Stopped: the robot reports no motion"])(
  "no page says '%s' before the arm has acknowledged one",
  (stop) => {
    const acknowledged = (at: number): Evidence["arms"] => [
      { robotId: "robot", entries: [{ at, kind: "sent", mode: "dry_run", sessionId, steps: 0, appliedSteps: 0, ack: "stop" }] },
    ];
    const said = [claim(21_000, 22_000, null, { stop })];
    expect(broken(said, { arms: acknowledged(20_900) })).toEqual([]);
    expect(broken(said, { arms: acknowledged(21_500) })).toEqual(["stop_claims_too_much"]);
  },
);

test("a sign-in page says that an arm may still move, as long as one applies that was seen to", () => {
  const seen = claim(10_500, 12_000, "apply_actions");
  const signedOut = (until: number, warns: boolean) => claim(12_000, until, null, { sessionId: null, warns });
  expect(broken([seen, signedOut(19_000, true)])).toEqual([]);
  expect(broken([seen, signedOut(13_000, false)])).toEqual([]);
  expect(broken([seen, signedOut(19_000, false)])).toEqual(["page_forgets_moving"]);
  // It came to rest meanwhile, or was never seen to apply.
  expect(broken([seen, claim(19_500, 40_000, null, { sessionId: null, warns: false })])).toEqual([]);
  expect(broken([signedOut(19_000, false)])).toEqual([]);
});

test("a stop is NOT CONFIRMED on the sign-in page too", () => {
  const stopping = claim(20_050, 25_000, null, { sessionId: null, stop: "Stopping…", warns: true });
  expect(broken([stopping], { deeds: [stopPressed] })).toEqual(["page_hides_unconfirmed"]);
});

test("a page that had no processor for so long may be late by that, and by no more", () => {
  const stopping = (until: number) => claim(20_050, until, null, { stop: "Stopping…" });
  const starved = [0, 21_000, 22_000, 23_500].map((at, index) => ({
    by: "page" as const,
    who: "operator-1",
    at,
    waitedMs: [0, 100, 1_000, 2_100][index] ?? 0,
  }));
  const judge = (until: number, samples: Evidence["starved"]) => broken([stopping(until)], { deeds: [stopPressed], starved: samples });
  expect(judge(23_500, starved)).toEqual([]);
  expect(judge(23_500, [])).toEqual(["page_hides_unconfirmed"]);
  expect(judge(25_000, starved)).toEqual(["page_hides_unconfirmed"]);
  // What the stop panel of another operator waited for excuses nothing.
  expect(
    judge(
      23_500,
      starved.map((sample) => ({ ...sample, by: "panel" as const })),
    ),
  ).toEqual(["page_hides_unconfirmed"]);
  const old = claim(12_000, 26_000, "apply_actions");
  expect(broken([old], { starved: starved.map((sample) => ({ ...sample, at: sample.at + 2_000 })) })).toEqual([]);
});
