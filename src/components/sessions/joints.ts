import { t } from "@lingui/core/macro";

import type { RobotSchema } from "#src/api/robot-schemas.ts";

/** One value of the action vector. Limits in the schema's own units, null where it names none. */
export type Joint = { name: string; lower: number | null; upper: number | null };

/** Every value of the action vector in its order, named as the schema names it or by its place. */
export function jointsOf(summary: RobotSchema["summary"] | undefined): Joint[] {
  if (summary === undefined) return [];
  const count = Math.max(summary.actionNames.length, summary.limits.length, summary.actionShape.at(-1) ?? 0);
  return Array.from({ length: count }, (_, index) => ({
    name: summary.actionNames[index] ?? t`action ${index}`,
    lower: summary.limits[index]?.lower ?? null,
    upper: summary.limits[index]?.upper ?? null,
  }));
}
