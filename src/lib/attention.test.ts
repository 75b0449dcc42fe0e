import { expect, test } from "vitest";

import { attentionOf, type RobotFacts } from "./attention.ts";

const fine: RobotFacts = { link: "online", mode: "dry_run", health: "ok", hasSession: false, isPaired: true };
const rank = (facts: Partial<RobotFacts>) => attentionOf({ ...fine, ...facts }).rank;

test("a robot that went silent while it applied actions comes before everything", () => {
  const silent = rank({ link: "offline", mode: "apply_actions", hasSession: true });
  for (const facts of [{ health: "fault" }, { health: "safe_stop" }, { link: "offline", hasSession: true }, { link: "late" }] as const) {
    expect(silent).toBeLessThan(rank(facts));
  }
});

test("applying actions is listed before quiet robots although nothing is wrong", () => {
  const applying = attentionOf({ ...fine, mode: "apply_actions", hasSession: true });
  expect(applying.reason).toBeNull();
  expect(applying.rank).toBeLessThan(rank({ hasSession: true }));
  expect(applying.rank).toBeLessThan(rank({ link: "offline" }));
});

test("a robot without trouble asks for nothing", () => {
  expect(attentionOf(fine).reason).toBeNull();
  expect(attentionOf({ ...fine, link: "retired", health: "fault" }).reason).toBeNull();
});

test("never heard tells paired from unpaired", () => {
  expect(attentionOf({ ...fine, link: "never", isPaired: false }).reason).toBe("Not paired");
  expect(attentionOf({ ...fine, link: "never" }).reason).toBe("Paired, never heard");
});

test("a pairing code that waits is told with the time it has left, and not once it is over", () => {
  const facts = { link: "never", mode: "dry_run", health: "unknown", hasSession: false, isPaired: false } as const;
  expect(attentionOf({ ...facts, pairingLeftMs: 40_100 })).toEqual({ rank: 4, reason: "Pairing, 41 s left" });
  expect(attentionOf({ ...facts, pairingLeftMs: 0 }).reason).toBe("Not paired");
});

test("of the rules that a robot breaks, the gravest is told, and never before an arm that moves unseen", () => {
  const brokenRules = [
    { name: "Slow", severity: 3 },
    { name: "Hot", severity: 0 },
  ];
  expect(attentionOf({ ...fine, brokenRules })).toEqual({ rank: 1, reason: "Breaks a rule: Hot" });
  expect(attentionOf({ ...fine, brokenRules: [{ name: "Slow", severity: 2, isWithoutData: true }] })).toEqual({
    ...{ rank: 2, reason: "No data for Slow" },
  });
  expect(attentionOf({ ...fine, brokenRules: brokenRules.slice(0, 1) })).toEqual({ rank: 3, reason: "Breaks a rule: Slow" });
  expect(rank({ brokenRules, link: "offline", mode: "apply_actions", hasSession: true })).toBe(0);
});
