import { t } from "@lingui/core/macro";

import { type ComparedField, comparedFields } from "#src/api/compared-fields.ts";
import { isMeasure, unitOf } from "#src/api/rule-measures.ts";
import { measureWords } from "#src/components/alert-rules/rule-words.ts";

/** A number that robots are compared by. `isLowWorse`: of these the least is the worst. */
export type Asked = {
  field: ComparedField;
  label: string;
  unit: string;
  digits: number;
  isLowWorse: boolean;
  floor: readonly [number, number];
};

const floors: Record<ComparedField, readonly [number, number]> = {
  batteryPct: [0, 100],
  temperatureC: [20, 60],
  cpuPct: [0, 100],
  inferenceMs: [0, 50],
  roundTripMs: [0, 50],
  controlHz: [0, 30],
  longestGapMs: [0, 2],
};

const isLowWorse = (field: ComparedField): boolean => field === "batteryPct" || field === "controlHz";

const askedOfField = (field: ComparedField): Asked => ({
  field,
  label: isMeasure(field) ? measureWords[field] : t`Longest gap between heartbeats`,
  unit: isMeasure(field) ? unitOf[field] : "s",
  digits: 1,
  isLowWorse: isLowWorse(field),
  floor: floors[field],
});

export const askedFields: readonly Asked[] = comparedFields.map(askedOfField);
export const askedOf = (field: ComparedField): Asked => askedFields.find((each) => each.field === field) ?? askedOfField(field);

/** A number of the server in the unit that is shown: gaps are kept in ms. */
export const inUnit = (value: number, { field }: Pick<Asked, "field">): number => (field === "longestGapMs" ? value / 1_000 : value);
