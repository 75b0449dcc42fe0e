import { expect, test } from "vitest";

import type { RunRule } from "#src/api/run-rules.ts";

import { emptyRunDraft, type RunDraft, runDraftOf, runProblemsOf, runRuleOf } from "./run-draft.ts";

const draft: RunDraft = { ...emptyRunDraft, name: "Stops" };

test.each<[Partial<RunDraft>, string[]]>([
  [{}, []],
  [{ name: " " }, ["name"]],
  [{ signs: [] }, ["signs"]],
  [{ atLeast: "0" }, ["atLeast"]],
  [{ atLeast: "51" }, ["atLeast"]],
  [{ atLeast: "1.5" }, ["atLeast"]],
  [{ hours: "0.1" }, ["hours"]],
  [{ hours: "168.5" }, ["hours"]],
  [{ hours: "" }, ["hours"]],
])("%j is wrong in %j", (change, fields) => {
  expect(Object.keys(runProblemsOf({ ...draft, ...change }))).toEqual(fields);
});

test("what is written is what is saved, and what is opened again", () => {
  const rule = runRuleOf({ ...draft, atLeast: "2", hours: "0,5" });
  expect(rule).toMatchObject({ name: "Stops", per: "deployment", atLeast: 2, withinMs: 1_800_000 });
  const known = { ...rule, id: "rule", createdAt: 1, changedAt: 1, open: 0 } as unknown as RunRule; // of a real one only these fields are read
  expect(runRuleOf(runDraftOf(known))).toEqual(rule);
});
