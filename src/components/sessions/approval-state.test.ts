import { expect, test } from "vitest";

import { approvalState } from "./approval-state.ts";

const olga = { kind: "operator" as const, id: "olga", name: "Olga" };
const sam = { kind: "operator" as const, id: "sam", name: "Sam" };
const asked = { requestedBy: olga, expiresAt: 1_000, dissolved: false, decision: null };
const yes = { by: sam, at: 10, approved: true, reason: "" };

test("a request waits for somebody else", () => {
  expect(approvalState(null, "olga", 0)).toEqual({ kind: "none" });
  expect(approvalState(asked, "olga", 400)).toEqual({ kind: "waiting", isMine: true, leftMs: 600 });
  expect(approvalState(asked, "sam", 400)).toEqual({ kind: "waiting", isMine: false, leftMs: 600 });
});

test("an approval holds until its end, and knows who gave it", () => {
  expect(approvalState({ ...asked, decision: yes }, "sam", 400)).toEqual({ kind: "approved", byMe: true, leftMs: 600 });
  expect(approvalState({ ...asked, decision: yes }, "olga", 1_000)).toEqual({ kind: "over", why: "expired" });
});

test("any change dissolves it, even when it was approved; a refusal is a refusal", () => {
  expect(approvalState({ ...asked, decision: yes, dissolved: true }, "olga", 400)).toEqual({ kind: "over", why: "dissolved" });
  expect(approvalState({ ...asked, decision: { ...yes, approved: false } }, "olga", 400)).toEqual({ kind: "over", why: "declined" });
});
