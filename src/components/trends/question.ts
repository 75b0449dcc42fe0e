import { t } from "@lingui/core/macro";
import * as v from "valibot";

import { dayMs, dayOf, type TrendQuestion } from "#src/api/trend-parts.ts";

import { type DivisorKey, divisorsOf, isDivisor, isMeasure, type MeasureKey } from "./measures.ts";

export const groupings = ["nothing", "robot", "deployment", "model"] as const;
export const buckets = ["day", "week", "month"] as const;
export const ranges = ["7", "30", "90", "180", "365", "own"] as const;
export const verdictChoices = ["all", "none", "good", "needs_attention", "bad"] as const;
export const modeChoices = ["all", "applied", "dry"] as const;
export const shapes = ["lines", "bars", "table"] as const;
export const tops = ["3", "5"] as const;

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.isoDate());
const id = v.optional(v.pipe(v.string(), v.maxLength(500)));

const shape = v.object({
  measure: v.fallback(v.pipe(v.string(), v.check(isMeasure)), "runs"),
  over: v.fallback(v.pipe(v.string(), v.check(isDivisor)), "total"),
  group: v.fallback(v.picklist(groupings), "nothing"),
  per: v.fallback(v.picklist(buckets), "day"),
  /** The last so many days, today included, or those of `from` and `to`, both inclusive. UTC. */
  days: v.fallback(v.picklist(ranges), "30"),
  from: v.fallback(v.optional(day), undefined),
  to: v.fallback(v.optional(day), undefined),
  robot: id,
  deployment: id,
  model: id,
  mode: v.fallback(v.picklist(modeChoices), "all"),
  verdict: v.fallback(v.picklist(verdictChoices), "all"),
  as: v.fallback(v.picklist(shapes), "lines"),
  top: v.fallback(v.picklist(tops), "5"),
});

type Read = v.InferOutput<typeof shape>;
/** A question as its address has it. */
export type Question = Omit<Read, "measure" | "over"> & { measure: MeasureKey; over: DivisorKey };

/** Reads an address; what it does not understand falls back to the usual, never to an error. */
export function questionFrom(params: URLSearchParams): Question {
  const read = v.parse(shape, Object.fromEntries(params));
  const measure = isMeasure(read.measure) ? read.measure : "runs";
  const over = divisorsOf(measure).find((each) => each === read.over) ?? "total";
  return { ...read, measure, over };
}

const usual: Question = questionFrom(new URLSearchParams());

/** The shortest address of a question. */
export function questionText(question: Question): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(question)) {
    const isOwnDay = (key === "from" || key === "to") && question.days !== "own";
    if (value !== undefined && value !== usual[key as keyof Question] && !isOwnDay) params.set(key, value);
  }
  return params.toString();
}

/** Whether some runs are left out. */
export const isFiltered = ({ robot, deployment, model, mode, verdict }: Question): boolean =>
  robot !== undefined || deployment !== undefined || model !== undefined || mode !== "all" || verdict !== "all";

export const withoutFilters = (question: Question): Question => ({
  ...question,
  ...{ robot: undefined, deployment: undefined, model: undefined, mode: "all", verdict: "all" },
});

export const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
const midnight = (text: string): number => Date.parse(`${text}T00:00:00Z`);

/** The first day and the day after the last, epoch ms of midnight UTC; `now` is server time. */
export function timesOf({ days, from, to }: Question, now: number): { from: number; to: number } {
  const today = dayOf(now);
  const end = days === "own" && to !== undefined ? midnight(to) + dayMs : today + dayMs;
  if (days !== "own") return { from: end - Number(days) * dayMs, to: end };
  return { from: from === undefined ? end - 30 * dayMs : midnight(from), to: end };
}

/** What the server is asked. Ids are checked by its `v.id`. */
export function serverQuestionOf(question: Question, now: number): TrendQuestion {
  const { robot, deployment, model, mode, verdict, per, group } = question;
  return {
    ...timesOf(question, now),
    per,
    groupBy: group,
    ...(robot === undefined ? {} : { robotId: robot as NonNullable<TrendQuestion["robotId"]> }),
    ...(deployment === undefined ? {} : { deploymentId: deployment as NonNullable<TrendQuestion["deploymentId"]> }),
    ...(model === undefined ? {} : { modelId: model }),
    ...(mode === "all" ? {} : { applied: mode === "applied" }),
    ...(verdict === "all" ? {} : { verdict }),
  };
}

type Preset = { name: string; question: Question };
const ask = (name: string, question: Partial<Question>): Preset => ({ name, question: { ...usual, ...question } });

/** Questions that many ask, to begin with. */
export const presets: readonly Preset[] = [
  ask(t`Safe stops per 1,000 applied steps`, { measure: "safe_stops", over: "applied_steps", group: "deployment" }),
  ask(t`Inference time by robot`, { measure: "p95", group: "robot", per: "week", days: "90" }),
  ask(t`Share of runs judged bad`, { measure: "bad", over: "reviewed_share", group: "model", per: "week", days: "90", as: "bars" }),
  ask(t`How long robots applied`, { measure: "applied_time", group: "robot", as: "bars" }),
  ask(t`Runs with problems`, { measure: "problems", over: "runs_share", per: "week", days: "90" }),
];
