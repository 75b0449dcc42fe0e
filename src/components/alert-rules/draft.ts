import { t } from "@lingui/core/macro";

import { isMeasure, type Measure } from "#src/api/rule-measures.ts";
import type { AlertRule, NewAlertRule } from "#src/api/alert-rules.ts";
import type { RobotId } from "#src/api/robots.ts";

/** A rule while it is written: numbers as they stand in their fields. */
export type Draft = Omit<NewAlertRule, "threshold" | "forMs" | "noDataMs" | "scope"> & {
  threshold: string;
  seconds: string;
  /** After how many minutes without data an incident opens; `null`: none does. */
  noDataMinutes: string | null;
  /** `null`: every robot. */
  robotIds: RobotId[] | null;
  /** Kept where a rule is for a kind of robots. */
  robotKind: string | null;
};

export const emptyDraft: Draft = {
  ...{ name: "", measure: "batteryPct", isOver: false, threshold: "20", seconds: "60", noDataMinutes: null },
  ...{ severity: 2, isOn: true, robotIds: null, robotKind: null },
};

/** A new rule as an address fills it (`?value=controlHz&threshold=20&over=false&robots=ID,ID`); what it does not say is as usual. */
export function draftFrom(params: URLSearchParams): Draft {
  const [measure, threshold, robots, kind] = ["value", "threshold", "robots", "kind"].map((name) => params.get(name));
  if (measure === null || measure === undefined || !isMeasure(measure)) return emptyDraft;
  return {
    ...emptyDraft,
    measure,
    isOver: params.get("over") === "true",
    threshold: Number.isNaN(numberOf(threshold ?? "")) ? "" : (threshold ?? ""),
    // Who checks them is the server.
    robotIds: robots === null || robots === undefined ? null : robots.split(",").map((id) => id as RobotId),
    robotKind: robots === null || robots === undefined ? (kind ?? null) : null,
  };
}

/** What of an address fills a new rule. */
export const draftKeys = ["value", "threshold", "over", "robots", "kind"] as const;

export function draftOf({ name, measure, isOver, threshold, forMs, noDataMs, severity, isOn, scope }: AlertRule): Draft {
  return {
    ...{ name, measure, isOver, severity, isOn, threshold: String(threshold), seconds: String(forMs / 1_000) },
    noDataMinutes: noDataMs === undefined ? null : String(noDataMs / 60_000),
    robotIds: scope.kind === "robots" ? scope.robotIds : null,
    robotKind: scope.kind === "robotKind" ? scope.robotKind : null,
  };
}

const numberOf = (text: string): number => (/^-?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN);

export type Problems = { name?: string; threshold?: string; seconds?: string; minutes?: string; robots?: string };

/** What is still wrong, by field; the server looks again. */
export function problemsOf({ name, threshold, seconds, noDataMinutes, robotIds }: Draft): Problems {
  const time = numberOf(seconds);
  const silence = noDataMinutes === null ? 1 : numberOf(noDataMinutes);
  return {
    ...(name.trim() === "" ? { name: t`Give a name.` } : {}),
    ...(Number.isNaN(numberOf(threshold)) ? { threshold: t`Give a number.` } : {}),
    ...(time >= 0 && time <= 3_600 ? {} : { seconds: t`Give 0 to 3600 seconds.` }),
    ...(silence >= 1 && silence <= 1_440 ? {} : { minutes: t`Give 1 to 1440 minutes.` }),
    ...(robotIds === null || (robotIds.length > 0 && robotIds.length <= 20) ? {} : { robots: t`Choose 1 to 20 robots.` }),
  };
}

export function ruleOf({ threshold, seconds, noDataMinutes, robotIds, robotKind, ...rest }: Draft): NewAlertRule {
  const scope =
    robotIds !== null
      ? { kind: "robots" as const, robotIds }
      : robotKind !== null
        ? { kind: "robotKind" as const, robotKind }
        : { kind: "all" as const };
  const noData = noDataMinutes === null ? {} : { noDataMs: Math.round(numberOf(noDataMinutes) * 60_000) };
  return { ...rest, threshold: numberOf(threshold), forMs: Math.round(numberOf(seconds) * 1_000), ...noData, scope };
}

/** What an admin can begin with in one press. */
export const examples = (): readonly NewAlertRule[] => [
  {
    ...{ name: t`Battery low`, measure: "batteryPct", isOver: false, threshold: 20, forMs: 60_000 },
    ...{ severity: 2, isOn: true, scope: { kind: "all" } },
  },
  {
    ...{ name: t`Arm too hot`, measure: "temperatureC", isOver: true, threshold: 70, forMs: 10_000 },
    ...{ severity: 1, isOn: true, scope: { kind: "all" } },
  },
  {
    ...{ name: t`Inference slow`, measure: "inferenceMs", isOver: true, threshold: 80, forMs: 30_000 },
    ...{ severity: 3, isOn: true, scope: { kind: "all" } },
  },
];

export const measureFrom = (text: string): Measure => (isMeasure(text) ? text : "batteryPct");
