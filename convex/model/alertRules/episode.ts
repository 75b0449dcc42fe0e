import type { Measure } from "./measures";

// Pure: one rule on one robot, value by value. Times are server time of receipt, epoch ms, so that a robot's clock decides nothing.

/** What of a rule decides. */
export type Condition = {
  measure: Measure;
  /** True: too much is above the threshold. False: too little is below it. The threshold itself is neither. */
  isOver: boolean;
  threshold: number;
  /** For how long without a break, ms, until an incident opens. 0: with the first value. */
  forMs: number;
};

export type Episode = {
  isOpen: boolean;
  /** Since when values say the contrary of `isOpen`, without a break; `null`: the newest does not. */
  turning: number | null;
  /** When the newest value came. */
  seenAt: number;
};

/** The shortest time for which a rule must not be broken until its incident ends: a value about the threshold opens no row a second. */
export const shortestCalmMs = 10_000;
/** A value is good until the next, and for no longer than this: what was not reported held for nothing. */
export const valueLifeMs = 10_000;

export const isBroken = ({ isOver, threshold }: Pick<Condition, "isOver" | "threshold">, value: number): boolean =>
  isOver ? value > threshold : value < threshold;

/** How long values must say the contrary until it counts. */
export const neededMs = ({ forMs }: Pick<Condition, "forMs">, isOpen: boolean): number =>
  isOpen ? Math.max(forMs, shortestCalmMs) : forMs;

/**
 * The episode with one more value. What was begun to hold begins anew when the last value is older than `lifeMs`, or when the clock
 * went back. `turned`: it opened or it closed, which `isOpen` says.
 */
export function withValue(
  condition: Condition,
  before: Episode | undefined,
  { value, at, lifeMs }: { value: number; at: number; lifeMs: number },
): { after: Episode; turned: boolean } {
  const isOpen = before?.isOpen ?? false;
  if (isBroken(condition, value) === isOpen) return { after: { isOpen, turning: null, seenAt: at }, turned: false };
  const age = before === undefined ? 0 : at - before.seenAt;
  const isUnbroken = age >= 0 && age <= lifeMs;
  const turning = isUnbroken ? (before?.turning ?? at) : at;
  if (at - turning < neededMs(condition, isOpen)) return { after: { isOpen, turning, seenAt: at }, turned: false };
  return { after: { isOpen: !isOpen, turning: null, seenAt: at }, turned: true };
}
