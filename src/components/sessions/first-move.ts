import { t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";

/** "+0.31", "−0.02": in the schema's units. */
export function moveInWords(distance: number): string {
  const words = formatNumber(distance, 3);
  return distance > 0 && words !== formatNumber(0) ? `+${words}` : words.replace("-", "−");
}

/**
 * How far the arm would go at once, by the joint that goes farthest. `firstMove` has a distance for each value of an action, in the
 * schema's units, and is null or absent where the robot did not say; `most` is what the promote policy allows, null for any distance.
 */
export function firstMoveInWords(
  firstMove: readonly number[] | null | undefined,
  nameOf: (index: number) => string | undefined,
  most: number | null = null,
): string {
  if (firstMove == null || firstMove.length === 0) return t`the robot does not say`;
  const farthest = firstMove.reduce((best, distance, index) => (Math.abs(distance) > Math.abs(firstMove[best] ?? 0) ? index : best), 0);
  const distance = moveInWords(firstMove[farthest] ?? 0);
  const name = nameOf(farthest) ?? t`action ${farthest}`;
  if (most === null) return t`up to ${distance} (${name})`;
  const allowed = formatNumber(most, 3);
  return t`up to ${distance} (${name}), allowed ${allowed}`;
}

/** The same in a record of what a promote was decided on, where joints have no names; empty where the robot did not say. */
export function firstMoveRecorded(firstMove: readonly number[] | null | undefined): string {
  if (firstMove == null || firstMove.length === 0) return "";
  const distance = formatNumber(Math.max(...firstMove.map(Math.abs)), 3);
  return t`First move up to ${distance}.`;
}
