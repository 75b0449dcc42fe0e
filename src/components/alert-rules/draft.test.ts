import { expect, test } from "vitest";

import type { AlertRule } from "#src/api/alert-rules.ts";
import type { RobotId } from "#src/api/robots.ts";

import { type Draft, draftFrom, draftOf, emptyDraft, examples, measureFrom, problemsOf, ruleOf } from "./draft.ts";

const draft: Draft = { ...emptyDraft, name: "Battery low" };
const arm = "arm-1" as RobotId;

test("a whole draft has no problem and becomes the rule that it says", () => {
  expect(problemsOf(draft)).toEqual({});
  expect(ruleOf(draft)).toEqual({
    ...{ name: "Battery low", measure: "batteryPct", isOver: false, threshold: 20, forMs: 60_000 },
    ...{ severity: 2, isOn: true, scope: { kind: "all" } },
  });
});

test.each<[Partial<Draft>, string[]]>([
  [{ name: "  " }, ["name"]],
  [{ threshold: "" }, ["threshold"]],
  [{ threshold: "1e3" }, ["threshold"]],
  [{ threshold: "20 %" }, ["threshold"]],
  [{ threshold: "1,000.5" }, ["threshold"]],
  [{ seconds: "-1" }, ["seconds"]],
  [{ seconds: "3600.5" }, ["seconds"]],
  [{ seconds: "" }, ["seconds"]],
  [{ noDataMinutes: "" }, ["minutes"]],
  [{ noDataMinutes: "0.5" }, ["minutes"]],
  [{ noDataMinutes: "1441" }, ["minutes"]],
  [{ robotIds: [] }, ["robots"]],
  [{ robotIds: Array.from({ length: 21 }, () => arm) }, ["robots"]],
  [{ name: "", threshold: "x", seconds: "x", robotIds: [] }, ["name", "threshold", "seconds", "robots"]],
])("%j is wrong", (change, fields) => {
  expect(Object.keys(problemsOf({ ...draft, ...change }))).toEqual(fields);
});

test.each<[Partial<Draft>, object]>([
  [{ threshold: " 36,5 " }, { threshold: 36.5 }],
  [{ threshold: "-10" }, { threshold: -10 }],
  [{ seconds: "0" }, { forMs: 0 }],
  [{ seconds: "0,0015" }, { forMs: 2 }],
  [{ seconds: "3600" }, { forMs: 3_600_000 }],
  [{ noDataMinutes: "1,5" }, { noDataMs: 90_000 }],
  [{ noDataMinutes: "1440" }, { noDataMs: 86_400_000 }],
  [{ robotIds: [arm] }, { scope: { kind: "robots", robotIds: [arm] } }],
  [{ robotKind: "so101" }, { scope: { kind: "robotKind", robotKind: "so101" } }],
  // Whoever ticks robots means those, whatever kind was chosen before.
  [{ robotKind: "so101", robotIds: [arm] }, { scope: { kind: "robots", robotIds: [arm] } }],
])("%j is taken as %j", (change, said) => {
  const wanted = { ...draft, ...change };
  expect(problemsOf(wanted)).toEqual({});
  expect(ruleOf(wanted)).toMatchObject(said);
});

test("a rule that is opened and saved unchanged stays as it is, the examples too", () => {
  const scopes = [
    { kind: "all" },
    { kind: "robotKind", robotKind: "so101" },
    { kind: "robots", robotIds: [arm] },
  ] as const satisfies AlertRule["scope"][];
  for (const rule of examples().flatMap((example) => [example, { ...example, noDataMs: 300_000 }]))
    for (const scope of scopes) {
      const { robotIds, ...rest } = { robotIds: undefined, ...scope };
      const kept = { ...rule, scope: robotIds === undefined ? rest : { ...scope, robotIds: [...robotIds] } };
      const known = { ...kept, id: "rule", createdBy: { kind: "operator", id: "u", name: "Olga" }, createdAt: 1, changedAt: 1, open: 0 };
      const opened = draftOf(known as unknown as AlertRule); // of a real one only these fields are read
      expect(problemsOf(opened)).toEqual({});
      expect(ruleOf(opened)).toEqual(kept);
    }
});

test("what is no measure falls back to the first", () => {
  expect([measureFrom("cpuPct"), measureFrom("steps"), measureFrom("")]).toEqual(["cpuPct", "batteryPct", "batteryPct"]);
});

test("an address fills a new rule, and what it does not say stays as usual", () => {
  const filled = (text: string) => draftFrom(new URLSearchParams(text));
  expect(filled("")).toEqual(emptyDraft);
  expect(filled("value=nothing&threshold=3")).toEqual(emptyDraft);
  expect(filled("value=controlHz&threshold=18.5&over=false&kind=so101")).toEqual({
    ...emptyDraft,
    ...{ measure: "controlHz", threshold: "18.5", isOver: false, robotKind: "so101" },
  });
  expect(filled("value=inferenceMs&threshold=x&over=true&robots=arm-1&kind=so101")).toEqual({
    ...emptyDraft,
    ...{ measure: "inferenceMs", threshold: "", isOver: true, robotIds: [arm], robotKind: null },
  });
});
