import type { Entry } from "./black-box.ts";
import type { Evidence } from "./evidence.ts";
import type { AuditEntry } from "./records.ts";

export const robotId = "robot";
export const sessionId = "session";
export const stopId = "stop-1";

export const heard = (
  at: number,
  sentAt: number | null,
  mode: string,
  version: number,
  leaseMs: number | null,
  stop: string | null = null,
): Entry => ({
  at,
  kind: "heard",
  sentAt,
  isTaken: sentAt !== null,
  session: { id: sessionId, status: "active", mode, version, leaseMs },
  stop,
});
export const act = (at: number): Entry => ({ at, kind: "act" });
export const entry = (at: number, action: string, mode: string, version: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  at,
  action,
  targetId: sessionId,
  actor: { name: "operator-1" },
  before: { version: version - 1 },
  after: { mode, version, status: action === "session.close" ? "closed" : "active" },
  reason: null,
  ...more,
});

/** Promoted at 1,000, three commands, stopped at 2,000, acknowledged, closed at 3,000. Wall clock and shared clock are one. */
export function soundRun(): Evidence {
  const entries: Entry[] = [
    { at: 0, kind: "started", robotId, pid: 1 },
    heard(520, 500, "dry_run", 2, null),
    heard(1_030, 1_010, "apply_actions", 3, 1_500),
    act(1_100),
    { at: 1_120, kind: "moved", radians: 0.1, since: 1_100 },
    act(1_140),
    { at: 1_500, kind: "sent", mode: "apply_actions", sessionId, steps: 12, appliedSteps: 2, ack: null },
    heard(1_520, 1_500, "apply_actions", 3, 1_500),
    act(1_600),
    heard(2_010, null, "dry_run", 4, null, stopId),
    { at: 2_011, kind: "rest", reason: "software_stop" },
    { at: 2_020, kind: "sent", mode: "dry_run", sessionId, steps: 20, appliedSteps: 3, ack: stopId },
    heard(2_040, 2_020, "dry_run", 4, null),
    { at: 4_000, kind: "ended", appliedSteps: 3 },
  ];
  return {
    arms: [{ robotId, entries }],
    claims: [],
    starved: [],
    deeds: [
      {
        who: "operator-1",
        sessionId,
        pressedAt: 990,
        toldAt: 1_005,
        kind: "promote",
        told: "accepted",
        seenVersion: 2,
        version: 3,
        bounds: { budgetSeconds: 30, actions: null },
        why: "",
      },
      {
        who: "operator-1",
        sessionId,
        pressedAt: 1_990,
        toldAt: 2_050,
        kind: "stop",
        facts: { stopId, acceptedAt: 2_000, acknowledgedAt: 2_030, motionZeroAt: 2_030, stopLocation: null },
      },
      { who: "operator-1", sessionId, pressedAt: 1_990, toldAt: 1_990, kind: "stopPressed" },
    ],
    promotesSent: [{ who: "operator-1", count: 1 }],
    records: {
      audit: [
        entry(1_000, "session.promote", "apply_actions", 3),
        entry(2_000, "session.stop", "dry_run", 4),
        entry(3_000, "session.close", "dry_run", 5),
      ],
      sessions: [{ id: sessionId, robotId, status: "closed", closeReason: "sdk_closed" }],
      receipts: [{ sessionId, sequence: 1, appliedSteps: 3, steps: 20, heartbeats: 4 }],
      chainProblem: null,
    },
    outages: [],
    signedOut: [],
    wallOffsetMs: 0,
    heartbeatMs: 500,
  };
}
