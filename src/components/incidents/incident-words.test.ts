import { expect, test } from "vitest";

import type { Incident } from "#src/api/incidents.ts";

import { causeInWords, causeWords, detailInWords, endInWords, incidentMark, stepInWords, whoseInWords } from "./incident-words.ts";
import { severityOf } from "./severity.ts";

const by = { kind: "operator" as const, id: "u", name: "Olga" };
const incident = (over: Partial<Incident>) =>
  ({ cause: "fault", severity: 1, startedAt: 0, endedAt: null, ending: null, times: 1, detail: null, steps: [], ...over }) as Incident;
const ended = (how: NonNullable<Incident["ending"]>["how"], who: typeof by | null = null) =>
  endInWords(incident({ endedAt: 1, ending: { how, by: who } }));

test("how it stands or ended, and how often it happened", () => {
  expect(endInWords(incident({}))).toBe("It lasts.");
  expect(endInWords(incident({ cause: "stop_unasked" }))).toBe("Nobody has looked at it yet.");
  expect(endInWords(incident({ cause: "doctor_failed", times: 3 }))).toBe("Nobody has looked at it yet. It happened 3 times.");
  expect(ended("gone")).toBe("It ended by itself.");
  expect(ended("changed")).toBe("Another cause took its place.");
  expect(ended("settled", by)).toBe("Olga looked, and settled it.");
  expect(ended("promoted", by)).toBe("Olga promoted again.");
  expect(ended("passed", by)).toBe("The doctor passed, asked by Olga.");
  expect(ended("retired")).toBe("The robot was retired.");
  expect(ended("rule_changed", by)).toBe("Olga changed its rule or switched it off.");
});

test("why, in the words of who said it", () => {
  expect(detailInWords(incident({}))).toBeNull();
  expect(detailInWords(incident({ detail: "motor 3" }))).toBe("“motor 3”");
  expect(detailInWords(incident({ cause: "stop_unasked", detail: "lease_expired" }))).toBe("Lease expired");
  expect(detailInWords(incident({ cause: "doctor_failed", detail: "schema, worker" }))).toBe("Failed: schema, worker");
});

test("a rule by its own name, with the value that broke it", () => {
  const rule = { name: "Low", measure: "batteryPct", isOver: false, threshold: 20, forMs: 60_000, value: 19.5 } as NonNullable<
    Incident["rule"]
  >;
  const broken = incident({ cause: "rule", rule });
  expect(causeInWords(broken)).toBe("Low");
  expect(detailInWords(broken)).toBe("Battery: 19.5 %. The rule: Battery under 20 % for 1 min.");
  expect(detailInWords(incident({ cause: "rule", rule: { ...rule, measure: "temperatureC", isOver: true, forMs: 0 } }))).toBe(
    "Temperature: 19.5 °C. The rule: Temperature over 20 °C.",
  );
});

test("a rule whose value did not come, and for how long", () => {
  const rule = {
    name: "Low",
    measure: "batteryPct",
    isOver: false,
    threshold: 20,
    forMs: 0,
    noDataMs: 300_000,
    value: null,
  } as NonNullable<Incident["rule"]>;
  const blind = incident({ cause: "rule", rule });
  expect(causeInWords(blind)).toBe("No data for Low");
  expect(detailInWords(blind)).toBe("Battery: not in its heartbeats for 5 min. The rule: Battery under 20 %, or no data for 5 min.");
});

test("a rule about runs: whose they are, and what it counts", () => {
  const runs = { signs: ["lease", "stopped"], per: "deployment", atLeast: 3, withinMs: 86_400_000 };
  const rule = { name: "Stops", runs, of: "pick" } as NonNullable<Incident["rule"]>;
  const broken = incident({ cause: "rule", rule, robotName: null });
  expect([causeInWords(broken), whoseInWords(broken)]).toEqual(["Stops", "pick"]);
  expect(detailInWords(broken)).toMatch(/^pick\. The rule: At least 3 runs of one deployment in .*: software stop, lease ran out\.$/);
});

test("what people did", () => {
  const step = (kind: Incident["steps"][number]["kind"], to: string | null = null, text: string | null = null) =>
    stepInWords({ at: 0, kind, by, to, text });
  expect(step("take")).toBe("Olga took it");
  expect(step("give", "Ben")).toBe("Olga gave it to Ben");
  expect(step("done")).toBe("Olga was done");
  expect(step("note", null, "Cable")).toBe("Olga: “Cable”");
});

test("what is over is grey; what moved an arm is red; every cause has its words", () => {
  expect(incidentMark(incident({ severity: 0 })).tone).toBe("danger");
  expect(incidentMark(incident({ severity: 1 })).tone).toBe("danger");
  expect(incidentMark(incident({ severity: 2 })).tone).toBe("warn");
  expect(incidentMark(incident({ severity: 0, endedAt: 1 })).tone).toBe("neutral");
  expect(new Set(Object.values(causeWords)).size).toBe(11);
  expect([0, 1, 2, 3, 7].map(severityOf)).toEqual(["critical", "serious", "moderate", "minor", "minor"]);
});
