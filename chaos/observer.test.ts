import { expect, test } from "vitest";

import type { Entry } from "./black-box.ts";
import type { Evidence } from "./evidence.ts";
import { observe } from "./observer.ts";
import type { Rule } from "./rules.ts";
import { act, entry, heard, robotId, sessionId, soundRun } from "./sound-run.testing.ts";

// A run in which everything is right, and what each lie or failure in it must be called.

const rulesBroken = (change: (run: Evidence) => void): Rule[] => {
  const run = soundRun();
  change(run);
  return [...new Set(observe(run).map(({ rule }) => rule))];
};
const addEntry = (run: Evidence, added: Entry): void => {
  run.arms[0]?.entries.push(added);
  run.arms[0]?.entries.sort((a, b) => a.at - b.at);
};

test("a sound run breaks no rule", () => {
  expect(observe(soundRun())).toEqual([]);
});

/** The promote of the sound run, after which three actions were applied, let through so many. */
const bind = (run: Evidence, actions: number, more: object): void =>
  void Object.assign(run.deeds[0] ?? {}, { bounds: { budgetSeconds: 30, actions }, ...more });

test.each<[string, Rule, (run: Evidence) => void]>([
  ["a command before any promote", "motion_without_lease", (run) => addEntry(run, act(600))],
  ["a command after the lease lapsed", "motion_without_lease", (run) => run.arms[0]?.entries.splice(9, 5, act(3_200))],
  ["a command after the stop was heard", "motion_without_lease", (run) => addEntry(run, act(2_015))],
  [
    "a command that the server had no promote for",
    "motion_outside_promote",
    (run) => void (run.records.audit = run.records.audit.slice(2)),
  ],
  [
    "a command long after the server ended it, on a lease that was renewed nevertheless",
    "motion_after_end",
    (run) => {
      run.arms[0]?.entries.splice(9, 5, heard(3_000, 2_990, "apply_actions", 3, 1_500), act(4_000));
    },
  ],
  [
    "two sessions at once",
    "two_sessions_one_arm",
    (run) => {
      run.records.sessions.push({ id: "z", robotId, status: "closed", closeReason: null });
      run.records.audit.splice(1, 0, { ...entry(1_200, "session.promote", "apply_actions", 2), targetId: "z" });
    },
  ],
  [
    "a promote in the log that was refused to the operator",
    "refused_promote_happened",
    (run) => Object.assign(run.deeds[0] ?? {}, { told: "refused" }),
  ],
  [
    "a promote in the log twice",
    "refused_promote_happened",
    (run) => void run.records.audit.push(entry(3_500, "session.promote", "apply_actions", 7), entry(3_600, "session.stop", "dry_run", 8)),
  ],
  [
    "a promote in the log long after an answer was given up",
    "refused_promote_happened",
    (run) => Object.assign(run.deeds[0] ?? {}, { told: "unknown", pressedAt: -14_000, toldAt: -10_000 }),
  ],
  [
    "a promote of a session that changed since it was confirmed",
    "promote_of_an_old_view",
    (run) => Object.assign(run.deeds[0] ?? {}, { seenVersion: 1 }),
  ],
  [
    "a change without a version of its own",
    "version_not_raised",
    (run) => Object.assign(run.records.audit[1] ?? {}, { after: { mode: "dry_run", status: "active", version: 3 } }),
  ],
  ["a change of another version than the one before left", "version_not_raised", (run) => void run.records.audit.splice(1, 1)],
  [
    "a session that applies although its arm is silent",
    "applies_in_silence",
    (run) => {
      run.records.audit.splice(1, 2, entry(9_000, "session.close", "dry_run", 4));
      run.arms[0]?.entries.splice(9, 4);
    },
  ],
  [
    "a lease that had run out and is given again without a promote",
    "motion_without_lease",
    (run) => run.arms[0]?.entries.splice(9, 4, heard(3_100, 3_090, "apply_actions", 3, 1_500), act(3_150)),
  ],
  [
    "an arm that goes on after its process began anew",
    "motion_without_lease",
    (run) =>
      run.arms[0]?.entries.splice(
        9,
        4,
        { at: 1_700, kind: "started", robotId, pid: 2 },
        heard(1_800, 1_790, "apply_actions", 3, 1_300),
        act(1_850),
      ),
  ],
  ["a promote that was sent twice for one press", "promote_sent_again", (run) => Object.assign(run.promotesSent[0] ?? {}, { count: 2 })],
  ["a promote told but not in the log", "promote_nobody_was_told", (run) => Object.assign(run.deeds[0] ?? {}, { version: 9 })],
  [
    "a stop that an arm in reach follows late",
    "stop_too_slow",
    (run) => {
      run.arms[0]?.entries.splice(9, 5, heard(2_990, 2_900, "apply_actions", 3, 1_500), act(3_100));
    },
  ],
  [
    "a stop that was pressed and never accepted",
    "stop_given_up",
    (run) => void run.deeds.push({ who: "operator-1", sessionId, pressedAt: 2_500, toldAt: 2_500, kind: "stopPressed" }),
  ],
  [
    "an acknowledgement that the arm never gave",
    "stop_claims_too_much",
    (run) => Object.assign(run.arms[0]?.entries[11] ?? {}, { ack: null }),
  ],
  [
    "an acknowledgement that the arm never gave, seen by a look",
    "stop_claims_too_much",
    (run) => {
      const [, told] = run.deeds;
      if (told?.kind !== "stop") throw new Error("the second deed is the stop");
      run.deeds.push({ ...told, kind: "stopSeen", facts: { ...told.facts, stopId: "stop-2" } });
    },
  ],
  [
    "an acceptance that is not in the log",
    "stop_claims_too_much",
    (run) => void run.records.audit.splice(1, 1, entry(2_000, "session.demote", "dry_run", 4)),
  ],
  [
    "motion after motion zero",
    "stop_claims_too_much",
    (run) => {
      addEntry(run, { at: 2_100, kind: "moved", radians: 0.1, since: 2_080 });
      Object.assign(run.deeds[1] ?? {}, { toldAt: 2_500 });
    },
  ],
  [
    "a promote of somebody whose sign-in is over",
    "acted_without_sign_in",
    (run) => void run.signedOut.push({ who: "operator-1", from: 980, until: 1_500 }),
  ],
  [
    "a stop of somebody whose sign-in is over",
    "acted_without_sign_in",
    (run) => void run.signedOut.push({ who: "operator-1", from: 1_980, until: 2_500 }),
  ],
  [
    "an arm that moves by itself",
    "moved_without_command",
    (run) => addEntry(run, { at: 3_900, kind: "moved", radians: 0.1, since: 3_880 }),
  ],
  ["one action more than the promotion was bound to", "too_many_actions", (run) => bind(run, 2, {})],
  ["one more, though nobody was told of the promote", "too_many_actions", (run) => bind(run, 2, { told: "unknown", version: null })],
  ["a session without a receipt", "receipts", (run) => void (run.records.receipts = [])],
  [
    "a session with two receipts",
    "receipts",
    (run) => void run.records.receipts.push({ sessionId, sequence: 2, appliedSteps: 3, steps: 3, heartbeats: 4 }),
  ],
  ["a session left open", "receipts", (run) => Object.assign(run.records.sessions[0] ?? {}, { status: "active" })],
  ["a broken chain", "chain", (run) => void (run.records.chainProblem = "wrong_hash")],
  ["more applied steps than commands", "counts", (run) => Object.assign(run.records.receipts[0] ?? {}, { appliedSteps: 4 })],
  ["fewer heartbeats than were answered for", "counts", (run) => Object.assign(run.records.receipts[0] ?? {}, { heartbeats: 1 })],
  ["fewer steps than were answered for", "counts", (run) => Object.assign(run.records.receipts[0] ?? {}, { steps: 19 })],
  ["fewer applied steps than were answered for", "counts", (run) => Object.assign(run.records.receipts[0] ?? {}, { appliedSteps: 2 })],
])("%s is named %s", (_what, rule, change) => {
  expect(rulesBroken(change)).toContain(rule);
});

test("a promotion may let through all that it is bound to", () => {
  expect(rulesBroken((run) => bind(run, 3, {}))).toEqual([]);
});

test("an arm that was frozen with a command on its way moves when it wakes, and no later", () => {
  const woke = (run: Parameters<Parameters<typeof rulesBroken>[0]>[0]) => addEntry(run, { at: 3_900, kind: "acted" });
  const moves = (run: Parameters<typeof woke>[0], at: number) => addEntry(run, { at, kind: "moved", radians: 0.1, since: at - 20 });
  expect(rulesBroken((run) => (woke(run), moves(run, 3_920)))).not.toContain("moved_without_command");
  expect(rulesBroken((run) => (woke(run), moves(run, 4_920)))).toContain("moved_without_command");
});

test("what was asked before a sign-in was over, and what another one asked, may happen", () => {
  expect(
    rulesBroken(
      (run) => void run.signedOut.push({ who: "operator-1", from: 1_995, until: 2_500 }, { who: "operator-2", from: 900, until: 2_500 }),
    ),
  ).toEqual([]);
});

test("an arm that could not be reached may use up the lease it holds", () => {
  const unreachable = (run: Evidence): void => {
    run.outages.push({ from: 1_900, until: 2_700, of: { kind: "arm", index: 0 } });
    run.arms[0]?.entries.splice(9, 5, act(2_900), { at: 4_000, kind: "ended", appliedSteps: 4 });
    run.deeds.splice(1, 2);
  };
  expect(rulesBroken(unreachable)).toEqual([]);
});

test("an arm, or a host, that had no processor is late by no more than that", () => {
  const starved =
    (by: "arm" | "host", who: string, waitedMs: number) =>
    (run: Evidence): void => {
      run.arms[0]?.entries.splice(9, 5, heard(2_990, 2_900, "apply_actions", 3, 1_500), act(3_100));
      run.starved.push(...[1_000, 2_000, 3_200].map((at) => ({ by, who, at, waitedMs: at > 2_000 ? waitedMs : 0 })));
    };
  expect(rulesBroken(starved("arm", robotId, 41))).not.toContain("stop_too_slow");
  expect(rulesBroken(starved("host", "", 41))).not.toContain("stop_too_slow");
  expect(rulesBroken(starved("arm", robotId, 39))).toContain("stop_too_slow");
  expect(rulesBroken(starved("arm", "another", 41))).toContain("stop_too_slow");
});

test("of two operators who were told nothing, the promote is that of the one who had seen the version it was made at", () => {
  const bothUnknown = (run: Evidence): void => {
    const [asked] = run.deeds;
    if (asked?.kind !== "promote") throw new Error("the first deed is the promote");
    run.deeds[0] = { ...asked, told: "unknown", version: null };
    run.deeds.unshift({ ...asked, who: "operator-2", pressedAt: 1_010, told: "unknown", seenVersion: 3, version: null });
  };
  expect(rulesBroken(bothUnknown)).toEqual([]);
});

test("whoever is told that a promote arrived twice and promoted the first time was told the truth", () => {
  const doubled = (run: Evidence): void =>
    void Object.assign(run.deeds[0] ?? {}, { told: "refused", why: "stale_intent promoted_already not_dry_run", version: null });
  expect(rulesBroken(doubled)).toEqual([]);
});
