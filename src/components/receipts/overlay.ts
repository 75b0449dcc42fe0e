import { t } from "@lingui/core/macro";

import type { ReceiptDetail } from "#src/api/receipts.ts";
import type { RunSamples } from "#src/api/run-samples.ts";
import type { Point } from "#src/lib/series.ts";

import { firstCourseDivergence, firstDivergence, toleranceOf } from "./divergence.ts";
import { midSentence } from "./mid-sentence.ts";
import { readBody, type ReceiptBody } from "./receipt-body.ts";

export type Align = "start" | "promotion";

/** A run laid on the common axis: `base` (epoch ms) is where its offset 0 lies. */
export type LaidRun = {
  label: string;
  detail: ReceiptDetail;
  body: ReceiptBody | null;
  base: number;
  from: number;
  to: number;
  samples: RunSamples | undefined;
};

const promotedAt = (body: ReceiptBody | null): number | null => body?.timeline.find(({ mode }) => mode === "apply_actions")?.at ?? null;

/** Lays runs over each other: all at their start, or at their first promotion where they have one. Offsets in ms. */
export function layRuns(details: readonly ReceiptDetail[], samples: readonly (RunSamples | undefined)[], align: Align): LaidRun[] {
  return details.map((detail, index) => {
    const { row, receipt } = detail;
    const body = readBody(receipt.body);
    const base = align === "promotion" ? (promotedAt(body) ?? row.startedAt) : row.startedAt;
    return {
      label: `#${row.sequence}`,
      detail,
      body,
      base,
      from: row.startedAt - base,
      to: Math.max(row.timestamp, row.startedAt + 1_000) - base,
      samples: samples[index],
    };
  });
}

/** A number that a robot reports, as it is compared. `least`: what is still the same, in its unit, however steady it is. */
export type Measure = {
  key: string;
  label: string;
  /** Its name within a sentence. */ said: string;
  /** Which joint it is of, from 1. */ joint: number | null;
  unit: string;
  digits: number;
  least: number;
  floor: readonly [number, number];
};

const numbers: readonly Measure[] = [
  { key: "inferenceMs", label: t`Latency`, said: t`latency`, joint: null, unit: "ms", digits: 0, least: 10, floor: [0, 50] },
  { key: "controlHz", label: t`Control rate`, said: t`control rate`, joint: null, unit: "Hz", digits: 1, least: 1, floor: [0, 10] },
];

const jointCount = ({ samples }: LaidRun): number =>
  samples?.kind === "raw" ? Math.max(0, ...samples.samples.map(({ joints }) => joints?.length ?? 0)) : 0;

/** What can be compared: two numbers, and every joint that any of the runs reported and still has. */
export function measuresOf(runs: readonly LaidRun[]): Measure[] {
  const jointOf = (joint: number): Measure => ({
    key: `joint-${joint}`,
    label: t`Joint ${joint}`,
    said: t`joint ${joint}`,
    joint,
    unit: "rad",
    digits: 3,
    least: 0.05,
    floor: [-0.5, 0.5],
  });
  const joints = Array.from({ length: Math.max(0, ...runs.map(jointCount)) }, (_, index) => jointOf(index + 1));
  return [...numbers, ...joints];
}

/** The readings of one measure at their offsets, oldest first; empty where the run has none, or has them no more. */
export function readingsOf({ samples, base }: LaidRun, key: string): Point[] {
  if (samples === undefined || samples.kind === "gone") return [];
  if (samples.kind === "minutes") {
    return samples.minutes.flatMap(({ minute, fields }) =>
      fields[key] === undefined ? [] : [{ at: minute + 30_000 - base, value: fields[key].mean }],
    );
  }
  const joint = key.startsWith("joint-") ? Number(key.slice(6)) - 1 : null;
  return samples.samples.flatMap((sample) => {
    const value = joint === null ? sample[key as "inferenceMs" | "controlHz"] : sample.joints?.[joint]; // `key` is one of `measuresOf`
    return value === undefined ? [] : [{ at: sample.receivedAt - base, value }];
  });
}

/** How far apart two readings may lie in time and still be of the same moment, ms. */
export const withinOf = (runs: readonly LaidRun[]): number => (runs.some(({ samples }) => samples?.kind === "minutes") ? 60_000 : 1_500);

/** `what` parts from the first run at `at`; readings that part together are one. */
export type Parting = { label: string; at: number; what: string };

/** "joint 1, joint 2, joint 3" is read more slowly than "joints 1 to 3". */
function together(measures: readonly Measure[]): string {
  const joints = measures.flatMap(({ joint }) => joint ?? []);
  const [first, last] = [Math.min(...joints), Math.max(...joints)];
  const isRow = joints.length > 2 && last - first === joints.length - 1;
  const said = isRow
    ? [...measures.filter(({ joint }) => joint === null).map((measure) => measure.said), t`joints ${first} to ${last}`]
    : measures.map((measure) => measure.said);
  return said.join(", ");
}

/** Where each later run first leaves the first one, by what happened and by what was measured; soonest first. */
export function partingsOf(runs: readonly LaidRun[], measures: readonly Measure[], words: (kind: string) => string): Parting[] {
  const [reference, ...others] = runs;
  if (reference === undefined) return [];
  const courseOf = ({ body, base }: LaidRun) => (body?.timeline ?? []).map(({ at, kind, mode }) => ({ at: at - base, kind, mode }));
  const within = withinOf(runs);
  const found = others.flatMap((other): Parting[] => {
    const course = firstCourseDivergence(courseOf(reference), courseOf(other));
    const said = (event: { kind: string } | null) => (event === null ? t`nothing more` : midSentence(words(event.kind)));
    const parted = measures.flatMap((measure): { at: number; measure: Measure }[] => {
      const readings = readingsOf(reference, measure.key);
      const at = firstDivergence({
        reference: readings,
        other: readingsOf(other, measure.key),
        tolerance: toleranceOf(readings, measure.least),
        within,
      });
      return at === null ? [] : [{ at, measure }];
    });
    const times = [...new Set(parted.map(({ at }) => at))];
    const moments = times.map((at) => ({
      label: other.label,
      at,
      what: together(parted.filter((each) => each.at === at).map(({ measure }) => measure)),
    }));
    if (course === null) return moments;
    const [happened, instead] = [said(course.other), said(course.reference)];
    return [{ label: other.label, at: course.at, what: t`${happened} instead of ${instead}` }, ...moments];
  });
  return found.toSorted((a, b) => a.at - b.at);
}

/** The partings of each run together, soonest first; the run that left first stands first. */
export function byRun(partings: readonly Parting[]): { label: string; moments: Parting[] }[] {
  const runs = new Map<string, Parting[]>();
  for (const parting of partings) runs.set(parting.label, [...(runs.get(parting.label) ?? []), parting]);
  return [...runs].map(([label, moments]) => ({ label, moments }));
}
