import { t } from "@lingui/core/macro";

import type { ReceiptBody } from "./receipt-body.ts";

export type Mode = "dry_run" | "apply_actions";
/** A stretch of one mode, epoch ms. */
export type Stretch = { mode: Mode; from: number; to: number };
export type Moment = { at: number; kind: "promote" | "demote" | "stop" | "other"; label: string };

type Timeline = Pick<ReceiptBody, "timeline">["timeline"];

/** The modes of a run without a hole: it begins in dry run, and each event says the mode that holds from then on. */
export function stretchesOf(timeline: Timeline, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let mode: Mode = "dry_run";
  let since = from;
  for (const event of timeline.toSorted((a, b) => a.at - b.at)) {
    if (event.mode === mode) continue;
    const at = Math.min(Math.max(event.at, from), to);
    if (at > since) stretches.push({ mode, from: since, to: at });
    mode = event.mode;
    since = at;
  }
  if (to > since || stretches.length === 0) stretches.push({ mode, from: since, to });
  return stretches;
}

/** How long actions were applied, ms. */
export const appliedMs = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { mode, from, to }) => (mode === "apply_actions" ? sum + to - from : sum), 0);

const kinds: Record<string, Moment["kind"]> = {
  "session.promote": "promote",
  "session.demote": "demote",
  "session.stop": "stop",
  "session.stop.requested": "stop",
};

export const momentsOf = (timeline: Timeline, words: (kind: string) => string): Moment[] =>
  timeline.map(({ at, kind, actor: { name } }) => {
    const event = words(kind);
    return { at, kind: kinds[kind] ?? "other", label: t`${event} by ${name}` };
  });

/** Seconds into the run, for an address: "12.3". */
export const offsetText = (at: number, from: number): string => String(Math.round((at - from) / 100) / 10);

/** The moment that an address names, within the run; null when it names none. */
export function momentFrom(text: string | null, from: number, to: number): number | null {
  const seconds = Number(text ?? "");
  if (text === null || text === "" || !Number.isFinite(seconds)) return null;
  return Math.min(to, Math.max(from, from + seconds * 1_000));
}
