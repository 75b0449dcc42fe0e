import { plural, t } from "@lingui/core/macro";

import type { Incident } from "#src/api/incidents.ts";
import type { ActsOn } from "#src/api/limits.ts";
import { serverWords } from "#src/api/server-words.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { conditionInWords, measureWords, ruleInWords, valueInWords } from "#src/components/alert-rules/rule-words.ts";
import { runsInWords } from "#src/components/run-rules/run-words.ts";
import type { Tone } from "#src/components/ui/badge.tsx";
import type { Shape } from "#src/components/ui/state-mark.tsx";
import { formatDuration } from "#src/lib/time.ts";

import type { Severity } from "./severity.ts";

/** What somebody acts on who notes or settles it: its robot, or what it is of as a whole. The server asks the same. */
export const actsOn = ({ robotId, deploymentId }: Pick<Incident, "robotId" | "deploymentId">): ActsOn =>
  robotId !== null ? { robotId } : deploymentId !== null ? { deploymentId } : "everywhere";

/** The causes in the words of the list of the fleet. */
export const causeWords: Record<Incident["cause"], string> = {
  silent_applying: t`Silent while actions were applied`,
  late_applying: t`Late while actions are applied`,
  fault: t`Reports a fault`,
  safe_stop: t`In safe stop`,
  stop_unasked: t`Stopped, and nobody asked for it`,
  silent_in_session: t`Silent during a session`,
  warning: t`Reports a warning`,
  late: t`Heartbeats are late`,
  doctor_failed: t`Doctor failed`,
  offline: t`Offline`,
  rule: t`Breaks a rule`,
};

export const severityWords: Record<Severity, string> = {
  critical: t`Critical`,
  serious: t`Serious`,
  moderate: t`Moderate`,
  minor: t`Minor`,
};

/** What is over is grey: how grave it was is told by its place and its word. */
export function incidentMark({ severity, endedAt }: Incident): { shape: Shape; tone: Tone } {
  const shape = severity === 0 ? "cross" : severity === 1 ? "diamond" : "triangle";
  return { shape, tone: endedAt !== null ? "neutral" : severity < 2 ? "danger" : "warn" };
}

/** What it is called: of a rule, by the name that it had. */
export function causeInWords({ cause, rule }: Incident): string {
  if (rule === undefined) return causeWords[cause];
  const { name } = rule;
  return "value" in rule && rule.value === null ? t`No data for ${name}` : name;
}

/** The robot, or whose runs a rule counted. */
export const whoseInWords = ({ robotName, rule }: Incident): string => robotName ?? (rule !== undefined && "runs" in rule ? rule.of : "");

/** Why in the words of who said it: the robot, the rule that stopped a session, or the checks that failed. */
export function detailInWords({ cause, detail, rule }: Incident): string | null {
  if (rule !== undefined) {
    if ("runs" in rule) {
      const [whose, condition] = [rule.of, runsInWords(rule.runs)];
      return t`${whose}. The rule: ${condition}.`;
    }
    if (rule.value === null) {
      const [what, time, condition] = [measureWords[rule.measure], formatDuration(rule.noDataMs ?? 0), ruleInWords(rule)];
      return t`${what}: not in its heartbeats for ${time}. The rule: ${condition}.`;
    }
    const [what, value, condition] = [measureWords[rule.measure], valueInWords(rule.value, rule.measure), conditionInWords(rule)];
    return t`${what}: ${value}. The rule: ${condition}.`;
  }
  if (detail === null) return null;
  if (cause === "stop_unasked") return reasonInWords(detail);
  if (cause === "doctor_failed") return t`Failed: ${detail}`;
  return `“${serverWords(detail)}”`;
}

export function endInWords(incident: Incident): string {
  const { ending, times } = incident;
  const who = ending?.by?.name;
  const again = times < 2 ? "" : ` ${plural(times, { one: "It happened # time.", other: "It happened # times." })}`;
  const how = ending === null && isHappened(incident) ? t`Nobody has looked at it yet.` : howItEnded(ending?.how, who);
  return `${how}${again}`;
}

function howItEnded(how: NonNullable<Incident["ending"]>["how"] | undefined, who: string | undefined): string {
  const name = who ?? t`somebody`;
  switch (how) {
    case undefined:
      return t`It lasts.`;
    case "gone":
      return t`It ended by itself.`;
    case "changed":
      return t`Another cause took its place.`;
    case "settled":
      return t`${name} looked, and settled it.`;
    case "promoted":
      return t`${name} promoted again.`;
    case "passed":
      return t`The doctor passed, asked by ${name}.`;
    case "rule_changed":
      return t`${name} changed its rule or switched it off.`;
    case "retired":
      return t`The robot was retired.`;
    default:
      return how satisfies never;
  }
}

export function stepInWords({ kind, by, to, text }: Incident["steps"][number]): string {
  const [name, other, said] = [by.name, to ?? "", text ?? ""];
  if (kind === "take") return t`${name} took it`;
  if (kind === "give") return t`${name} gave it to ${other}`;
  return kind === "done" ? t`${name} was done` : t`${name}: “${said}”`;
}

/** Whether a person may end it by saying that they looked. */
export const maySettle = (incident: Incident): boolean => isHappened(incident) || incident.cause === "rule";

/** Something that happened and only waits for somebody to look. */
export const isHappened = ({ cause }: Incident): boolean => cause === "stop_unasked" || cause === "doctor_failed";
