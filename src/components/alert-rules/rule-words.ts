import { t } from "@lingui/core/macro";

import { type Measure, unitOf } from "#src/api/rule-measures.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";

/** What a rule may be about, as charts and tables call it. */
export const measureWords: Record<Measure, string> = {
  batteryPct: t`Battery`,
  temperatureC: t`Temperature`,
  cpuPct: t`Processor`,
  inferenceMs: t`Inference`,
  roundTripMs: t`Round trip`,
  controlHz: t`Control rate`,
};

export type Condition = { measure: Measure; isOver: boolean; threshold: number; forMs: number };

export const valueInWords = (value: number, measure: Measure): string => `${formatNumber(value)} ${unitOf[measure]}`;

/** What opens an incident: "Battery under 20 % for 1 min, or no data for 5 min" */
export function ruleInWords({ noDataMs, ...condition }: Condition & { noDataMs?: number | undefined }): string {
  const broken = conditionInWords(condition);
  if (noDataMs === undefined) return broken;
  const time = formatDuration(noDataMs);
  return t`${broken}, or no data for ${time}`;
}

/** "Battery under 20 % for 1 min" */
export function conditionInWords({ measure, isOver, threshold, forMs }: Condition): string {
  const [what, limit, time] = [measureWords[measure], valueInWords(threshold, measure), formatDuration(forMs)];
  if (forMs === 0) return isOver ? t`${what} over ${limit}` : t`${what} under ${limit}`;
  return isOver ? t`${what} over ${limit} for ${time}` : t`${what} under ${limit} for ${time}`;
}
