import { expect, test } from "vitest";

import type { Answer, Heartbeat } from "../src/index.ts";
import { isHeard, readInstruction } from "./answer.ts";

const session = { sessionId: "s1", status: "active", mode: "apply_actions", version: 3, leaseExpiresAt: 13_000, modeSince: 9_000 };
const answer = (changed: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Answer =>
  ({ serverTime: 10_000, session: { ...session, ...changed }, ...more }) as unknown as Answer;
const leaseMs = (changed: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  readInstruction(answer(changed, more)).session?.leaseMs;

test("an answer is read whole", () => {
  expect(readInstruction(answer({ actionBudget: 25 }, { stop: { id: "c1", sessionId: "s1", version: 2 } }))).toEqual({
    session: { id: "s1", status: "active", mode: "apply_actions", version: 3, leaseMs: 3_000, actionBudget: 25, promotion: 9_000 },
    stop: { commandId: "c1", sessionId: "s1", version: 2 },
  });
  expect(readInstruction(answer({ status: "closed", mode: "dry_run", modeSince: undefined })).session).toEqual({
    ...{ id: "s1", status: "closed", mode: "dry_run", version: 3, leaseMs: 0, actionBudget: null, promotion: 0 },
  });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ["a session that is closed", { status: "closed" }, {}],
  ["a status that nobody knows", { status: "paused" }, {}],
  ["a dry run", { mode: "dry_run" }, {}],
  ["a mode that nobody knows", { mode: "apply" }, {}],
  ["no lease", { leaseExpiresAt: undefined }, {}],
  ["a lease that is no number", { leaseExpiresAt: "13000" }, {}],
  ["a lease without an end", { leaseExpiresAt: Infinity }, {}],
  ["a lease that is over", { leaseExpiresAt: 10_000 }, {}],
  ["a time budget that is over", { budgetEndsAt: 9_999 }, {}],
  ["no time of the server", {}, { serverTime: undefined }],
  ["a number of actions that is none", { actionBudget: "25" }, {}],
  ["a number of actions without an end", { actionBudget: Infinity }, {}],
])("nothing is applied by %s", (_, changed, more) => {
  expect(leaseMs()).toBe(3_000);
  expect(leaseMs(changed, more)).toBe(0);
});

test("a lease is as long as it lasts on the server, and no longer than the budget of time", () => {
  expect(leaseMs({ status: "authorized" })).toBe(3_000);
  expect(leaseMs({ leaseExpiresAt: 12_345 })).toBe(2_345);
  expect(leaseMs({ budgetEndsAt: 11_000 })).toBe(1_000);
  expect(leaseMs({ budgetEndsAt: 60_000 })).toBe(3_000);
  expect(leaseMs({ actionBudget: null })).toBe(3_000);
});

test("each status that is open is read as what it is, every other one as closed", () => {
  const statusOf = (status: unknown) => readInstruction(answer({ status })).session?.status;
  expect(["authorized", "active", "closed", "paused", undefined].map(statusOf)).toEqual([
    ...["authorized", "active", "closed", "closed", "closed"],
  ]);
});

test.each([
  [undefined],
  [null],
  ["s1"],
  [[]],
  [{ ...session, sessionId: 1 }],
  [{ ...session, version: "3" }],
  [{ ...session, version: undefined }],
])("%j is no session", (odd) => {
  expect(readInstruction({ serverTime: 10_000, session: odd } as unknown as Answer)).toEqual({ session: null, stop: null });
});

test("a stop needs a session and its version, and counts without an id", () => {
  const stopOf = (stop: unknown) => readInstruction(answer({}, { stop })).stop;
  expect(stopOf({ id: "c1", sessionId: "s1", version: 2 })).toEqual({ commandId: "c1", sessionId: "s1", version: 2 });
  expect(stopOf({ sessionId: "s1", version: 2 })).toEqual({ commandId: "", sessionId: "s1", version: 2 });
  for (const odd of [
    undefined,
    null,
    [],
    "s1",
    { sessionId: "s1" },
    { version: 2 },
    { sessionId: 1, version: 2 },
    { sessionId: "s1", version: "2" },
  ])
    expect([odd, stopOf(odd)]).toEqual([odd, null]);
  // A stop is obeyed whatever the session reads as.
  expect(readInstruction({ session: null, stop: { sessionId: "s1", version: 2 } } as unknown as Answer).stop).not.toBeNull();
});

test("a stop is over when the server has heard of exactly it, with the arm at rest, and asks for nothing else", () => {
  const stop = { commandId: "c1", sessionId: "s1", version: 2 };
  const ack = { commandId: "c1", sessionId: "s1", version: 2, motionZero: true };
  const heard = (of: typeof stop | null, report: unknown, more: Record<string, unknown> = {}) =>
    isHeard(of, { ack: report } as unknown as Heartbeat, answer({}, more));
  expect(heard(stop, ack)).toBe(true);
  expect(heard(stop, { ...ack, motionZero: false })).toBe(false);
  expect(heard(stop, { ...ack, commandId: "c0" })).toBe(false);
  expect(heard(stop, undefined)).toBe(false);
  expect(heard(null, ack)).toBe(false);
  expect(heard(null, undefined)).toBe(false);
  expect(heard(stop, ack, { stop: { id: "c1", sessionId: "s1", version: 2 } })).toBe(false);
});
