import { plural, t } from "@lingui/core/macro";

import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";

import { ordinaryEnds } from "./filters.ts";
import { midSentence } from "./mid-sentence.ts";
import { isMarked, outlierInWords } from "./outlier-words.ts";

/** Keys `1` `2` `3` in this order; the same order everywhere a verdict is offered. */
export const verdicts = ["good", "needs_attention", "bad"] as const satisfies readonly Verdict[];

export const verdictLabels: Record<Verdict, string> = {
  good: t`Good`,
  needs_attention: t`Needs attention`,
  bad: t`Bad`,
};

export type ReviewCommand =
  | { kind: "move"; by: 1 | -1 }
  | { kind: "verdict"; verdict: Verdict }
  | { kind: "note" }
  | { kind: "undo" }
  | { kind: "alike" }
  | { kind: "help" };

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat"> & { isTyping: boolean };

/** Maps a key press to its meaning. A held key never gives more than one verdict, and typing a note gives none. */
export function commandFor({ key, ctrlKey, metaKey, altKey, repeat, isTyping }: KeyPress): ReviewCommand | null {
  if (isTyping || ctrlKey || metaKey || altKey) return null;
  if (key === "j" || key === "J" || key === "ArrowDown") return { kind: "move", by: 1 };
  if (key === "k" || key === "K" || key === "ArrowUp") return { kind: "move", by: -1 };
  if (repeat) return null;
  const verdict = { "1": verdicts[0], "2": verdicts[1], "3": verdicts[2] }[key];
  if (verdict !== undefined) return { kind: "verdict", verdict };
  if (key === "n" || key === "N") return { kind: "note" };
  if (key === "u" || key === "U") return { kind: "undo" };
  if (key === "a" || key === "A") return { kind: "alike" };
  if (key === "?") return { kind: "help" };
  return null;
}

/** The facts of a receipt by which one differs from its siblings. Counts and milliseconds. */
export type ReceiptSigns = Pick<
  Receipt,
  "safeStops" | "errorCount" | "steps" | "startedAt" | "timestamp" | "longestGapMs" | "latencyP95Ms" | "closeReason" | "outlier"
>;

/** From this score on the server calls a receipt odd among the earlier ones of its deployment and robot. */
const ODD = 3.5;

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** `least`: a spread below this is none that a person would call unusual. Times are ms. */
const measures: readonly { of: (signs: ReceiptSigns) => number; least: number; high: string; low: string }[] = [
  { of: (signs) => signs.longestGapMs, least: 1, high: t`high heartbeat gap`, low: t`low heartbeat gap` },
  { of: (signs) => signs.latencyP95Ms ?? 0, least: 1, high: t`high latency`, low: t`low latency` },
  { of: (signs) => signs.timestamp - signs.startedAt, least: 1_000, high: t`high duration`, low: t`low duration` },
  { of: (signs) => signs.steps, least: 1, high: t`high steps`, low: t`low steps` },
];

/** What a person wrote stays as they wrote it. */
function endInWords(closeReason: string): string {
  const reason = /^[a-z_]+$/.test(closeReason) ? midSentence(reasonInWords(closeReason)) : closeReason;
  return t`closed: ${reason}`;
}

/** What is usual in a list: for each measure its middle and how far values usually lie from it. */
export type Scale = readonly { centre: number; spread: number }[];

/** Read once for a list, not once for each receipt: it sorts. */
export const scaleOf = (all: readonly ReceiptSigns[]): Scale =>
  measures.map(({ of, least }) => {
    const centre = median(all.map(of));
    return { centre, spread: Math.max(median(all.map((signs) => Math.abs(of(signs) - centre))) || centre * 0.1, least) };
  });

/** More than any number of errors adds up to. */
const MARKED = 1_000_000;

/**
 * Why a receipt deserves a look before the others, worst first, in words. Distance is measured in medians of the same
 * list (robust against the outliers themselves), so nothing needs tuning per robot.
 */
export function oddities(receipt: ReceiptSigns, scale: Scale): { score: number; reasons: string[] } {
  const found: { score: number; reason: string }[] = [];
  const { errorCount, safeStops } = receipt;
  if (errorCount > 0) found.push({ score: 50 + errorCount, reason: plural(errorCount, { one: "# error", other: "# errors" }) });
  if (safeStops > 0) found.push({ score: 40 + safeStops, reason: plural(safeStops, { one: "# safe stop", other: "# safe stops" }) });
  if (!ordinaryEnds.has(receipt.closeReason)) found.push({ score: 30, reason: endInWords(receipt.closeReason) });
  // The server compares with all siblings, this list only with itself: where the server spoke, its word counts.
  const { outlier } = receipt;
  if (outlier !== undefined && outlier !== null && outlier.score >= ODD) {
    // Somebody wanted it looked at: no number comes before that.
    const score = isMarked(outlier.reason) ? MARKED : Math.min(28, outlier.score);
    found.push({ score, reason: outlierInWords(outlier.reason) });
  } else
    measures.forEach(({ of, high, low }, index) => {
      const { centre = 0, spread = 1 } = scale[index] ?? {};
      const distance = (of(receipt) - centre) / spread;
      if (Math.abs(distance) <= 5) return;
      found.push({ score: Math.min(25, Math.abs(distance)), reason: distance > 0 ? high : low });
    });
  found.sort((a, b) => b.score - a.score);
  return { score: found.reduce((sum, { score }) => sum + score, 0), reasons: found.map(({ reason }) => reason) };
}

/** Outliers first; ties keep the order they came in, so the list does not jump while it is worked through. */
export function outliersFirst<T extends ReceiptSigns>(receipts: readonly T[]): T[] {
  const scale = scaleOf(receipts);
  return receipts
    .map((receipt, index) => ({ receipt, index, score: oddities(receipt, scale).score }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ receipt }) => receipt);
}

type Alike = ReceiptSigns & Pick<Receipt, "deploymentId" | "robotId" | "modelId" | "applied">;

/** Receipts of one stack have the same text here: the same run, robot and end, and nothing or the same thing unusual about them. */
export const stackOf = (receipt: Alike, scale: Scale): string =>
  [
    receipt.deploymentId,
    receipt.robotId,
    receipt.modelId,
    receipt.applied,
    receipt.closeReason,
    receipt.safeStops,
    receipt.errorCount,
    ...oddities(receipt, scale).reasons,
  ].join("|");

const onAfter = (verdict: string) => t`${verdict}, and on to the next`;

/** What the keys do, for the sheet that `?` opens. */
export const shortcuts: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["J", "↓"], does: t`Next receipt` },
  { keys: ["K", "↑"], does: t`Previous receipt` },
  ...verdicts.map((verdict, index) => ({ keys: [String(index + 1)], does: onAfter(verdictLabels[verdict]) })),
  { keys: ["N"], does: t`Write a note (Ctrl+Enter saves, Escape leaves)` },
  { keys: ["A"], does: t`One verdict for all that look alike` },
  { keys: ["U"], does: t`Take the last verdict back` },
  { keys: ["?"], does: t`This list` },
];
