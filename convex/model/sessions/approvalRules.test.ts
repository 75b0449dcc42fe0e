import { expect, test } from "vitest";

import {
  approvalMessage,
  approvalState,
  coveredBy,
  decisionProblem,
  decisionRefusals,
  fewerActions,
  type Approval,
  type ApprovalState,
} from "./approvalRules";

const now = 1_000_000;
const request: Approval = { binding: "b", requestedBy: "ann", expiresAt: now + 1, decision: null };

// Every combination of what an approval can be, against a statement of the rules in other words.
const decisions = [null, ...["ann", "bob", "cat"].flatMap((by) => [true, false].map((approved) => ({ by, approved })))];
const world = decisions.flatMap((decision) =>
  ["b", "other"].flatMap((binding) =>
    [now - 1, now, now + 1].flatMap((expiresAt) =>
      ["ann", "bob", "cat"].map((person) => ({ approval: { ...request, binding, expiresAt, decision }, person })),
    ),
  ),
);

test(`an approval counts only if whole, fresh, unchanged and of two people (${world.length} cases)`, () => {
  for (const { approval, person } of world) {
    const { decision } = approval;
    const counts =
      decision?.approved === true &&
      decision.by !== "ann" &&
      decision.by !== person &&
      approval.binding === "b" &&
      approval.expiresAt > now;
    const state = approvalState(approval, "b", person, now);
    expect([approval, person, state === "given"]).toEqual([approval, person, counts]);
    expect(approvalMessage(state, null) === null).toBe(counts);
  }
});

test("each reason is told as what it is", () => {
  const approved = { ...request, decision: { by: "bob", approved: true } };
  const state = (approval: Approval | null, person = "ann", binding = "b", at = now) => approvalState(approval, binding, person, at);
  expect(state(null)).toBe("none");
  expect(state(request)).toBe("waiting");
  expect(state(approved)).toBe("given");
  expect(state(approved, "bob")).toBe("own");
  expect(state({ ...approved, decision: { by: "ann", approved: true } }, "cat")).toBe("own");
  expect(state(approved, "ann", "other")).toBe("dissolved");
  expect(state(approved, "ann", "b", now + 1)).toBe("expired");
  expect(state({ ...request, decision: { by: "bob", approved: false } })).toBe("declined");
  expect(approvalMessage("not_needed", null)).toBeNull();
});

test(`who may decide (${world.length * 4} cases)`, () => {
  for (const { approval, person } of world) {
    for (const approve of [true, false]) {
      for (const seenBinding of ["b", "other"]) {
        const asked = { approve, decider: person, seenBinding };
        const may = approve
          ? approval.decision === null &&
            person !== "ann" &&
            seenBinding === approval.binding &&
            approval.binding === "b" &&
            approval.expiresAt > now
          : approval.decision?.approved !== false;
        expect([approval, asked, decisionProblem(approval, asked, "b", now) === null]).toEqual([approval, asked, may]);
      }
    }
  }
});

test("each reason not to decide is told as what it is", () => {
  const problem = (approval: Approval, asked: Partial<Parameters<typeof decisionProblem>[1]> = {}, binding = "b", at = now) =>
    decisionProblem(approval, { approve: true, decider: "bob", seenBinding: "b", ...asked }, binding, at);
  const decided = (approved: boolean): Approval => ({ ...request, decision: { by: "cat", approved } });
  expect(problem(request)).toBeNull();
  expect(problem(decided(true))).toBe("decided");
  expect(problem(decided(false), { approve: false })).toBe("decided");
  expect(problem(request, { decider: "ann" })).toBe("own_request");
  expect(problem(request, { seenBinding: "other" })).toBe("not_what_you_saw");
  expect(problem(request, {}, "other")).toBe("dissolved");
  expect(problem(request, {}, "b", now + 1)).toBe("expired");
});

const numbers = [null, 1, 24, 25, 26, 1_000_000];

test("an approval of some actions is none of more, nor of any number, and one of any number is one of each", () => {
  for (const approved of numbers) {
    for (const wanted of numbers) {
      const isCovered = (wanted ?? Infinity) <= (approved ?? Infinity);
      expect([approved, wanted, coveredBy("given", approved, wanted)]).toEqual([approved, wanted, isCovered ? "given" : "fewer_actions"]);
      expect(fewerActions(approved, wanted) ?? Infinity).toBe(Math.min(approved ?? Infinity, wanted ?? Infinity));
    }
  }
});

test("no number of actions makes an approval of what is none, and none is asked for where none is needed", () => {
  const others: ApprovalState[] = ["not_needed", "none", "waiting", "declined", "expired", "dissolved", "own", "limited"];
  for (const state of others) for (const wanted of numbers) expect(coveredBy(state, 25, wanted)).toBe(state);
});

test("a promote of more actions than were approved is told how many were", () => {
  expect(approvalMessage("fewer_actions", 25)).toEqual({
    message: "The approval is for at most 25 actions.",
    fix: "Promote with at most 25 actions, or ask for a new approval.",
  });
});

test("what a refused promote says of its approval, and what to do about it", () => {
  const said = (["none", "waiting", "declined", "expired", "dissolved", "limited", "own"] as const).map((state) =>
    Object.values(approvalMessage(state, null) ?? {}).join(" "),
  );
  expect(said).toEqual([
    "A second operator must approve this promote. Ask for an approval.",
    "The approval was asked for and not given yet. Wait for a second operator to decide.",
    "A second operator declined this promote. Talk to them, then ask again.",
    "The approval is older than ten minutes. Ask for a new approval.",
    "Something changed since the approval. Ask for a new approval.",
    "Who approved may not act on this robot or deployment any more. Ask for a new approval.",
    "Nobody approves their own promote. Let another operator promote or approve.",
  ]);
});

test.each([
  ["own_request", /their own request/],
  ["decided", /decided already/],
  ["expired", /ten minutes/],
  ["dissolved", /Something changed/],
  ["not_what_you_saw", /not the request that you saw/],
] as const)("a decision refused as %s says so", (problem, said) => expect(decisionRefusals[problem]).toMatch(said));
