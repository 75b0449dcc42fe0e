import type { RunSamples } from "#src/api/run-samples.ts";

import type { ReceiptBody } from "./receipt-body.ts";

export type LaneTone = "apply" | "danger" | "warn" | "quiet" | "info";
/** Something that lasted, epoch ms, with what it was in words. */
export type LaneSpan = { from: number; to: number; tone: LaneTone; label: string };
export type LaneMark = { at: number; tone: LaneTone; label: string };
/** One kind of thing on the axis of a run. */
export type Lane = { name: string; spans: readonly LaneSpan[]; marks: readonly LaneMark[] };

type Known = { body: ReceiptBody; to: number; gaps: readonly { from: number; to: number }[]; samples: RunSamples | undefined; words: (text: string) => string };

/** How each stretch of applied actions ended: by a person, by the end of the time budget, by a lost lease, with the session. */
function budgetLane({ body, to, words }: Known): Lane {
  const spans: LaneSpan[] = [];
  let since: number | null = null;
  for (const event of body.timeline.toSorted((a, b) => a.at - b.at)) {
    if (event.mode === "apply_actions") since ??= event.at;
    else if (since !== null) {
      spans.push({ from: since, to: event.at, tone: "apply", label: `ended: ${words(event.reason ?? event.kind).toLowerCase()}` });
      since = null;
    }
  }
  if (since !== null) spans.push({ from: since, to, tone: "apply", label: "until the end of the session" });
  const marks = body.timeline.filter(({ kind }) => kind === "session.extendBudget").map(({ at, actor }) => ({ at, tone: "info" as const, label: `time budget extended by ${actor.name}` }));
  return { name: "Lease and time budget", spans, marks };
}

const approvalTones: Record<string, LaneTone> = { "approval.request": "quiet", "approval.approve": "info", "approval.decline": "warn" };

/** Each stop from where it was sent until the robot stood still, with the facts that are known of it. */
function stopLane({ body, to }: Known): Lane {
  const spans = body.stops.map(({ sentAt, motionZeroAt }): LaneSpan => ({ from: sentAt, to: motionZeroAt ?? to, tone: "danger", label: motionZeroAt === null ? "standing still was never reported" : `stood still ${motionZeroAt - sentAt} ms later` }));
  const marks = body.stops.flatMap(({ sentAt, acceptedAt, acknowledgedAt, requestedBy }): LaneMark[] => [
    { at: sentAt, tone: "danger", label: `sent by ${requestedBy.name}` },
    { at: acceptedAt, tone: "danger", label: "accepted by the server" },
    ...(acknowledgedAt === null ? [] : [{ at: acknowledgedAt, tone: "danger" as const, label: "acknowledged by the robot" }]),
  ]);
  return { name: "Software stops", spans, marks };
}

const troubleOf = (kind: "fault" | "safe_stop", message: string): Pick<LaneSpan, "tone" | "label"> => ({ tone: kind === "fault" ? "danger" : "warn", label: `${kind.replaceAll("_", " ")}${message ? `: ${message}` : ""}` });

/** As the receipt holds them; of a receipt from before it did, from the heartbeats themselves while they are there. */
function faultLane({ body, samples, to: end }: Known): Lane {
  const name = "Faults and safe stops";
  if (body.troubles) {
    const missed = body.troublesMissed ?? 0;
    const marks: LaneMark[] = missed === 0 ? [] : [{ at: end, tone: "warn", label: `${missed} more, later, of which the receipt says no time` }];
    return { name, spans: body.troubles.map(({ kind, from, to, message }) => ({ from, to: to ?? end, ...troubleOf(kind, message) })), marks };
  }
  const spans: LaneSpan[] = [];
  for (const { receivedAt, state, message } of samples?.kind === "raw" ? samples.samples : []) {
    const last = spans.at(-1);
    const isTrouble = state === "fault" || state === "safe_stop";
    if (!isTrouble) {
      if (last !== undefined && last.to === Number.POSITIVE_INFINITY) last.to = receivedAt;
    } else if (last === undefined || last.to !== Number.POSITIVE_INFINITY) {
      spans.push({ from: receivedAt, to: Number.POSITIVE_INFINITY, ...troubleOf(state, message ?? "") });
    }
  }
  return { name, spans, marks: [] };
}

/** What belongs on the axis of a run beside its modes, one lane a kind; a kind that did not occur has none. */
export function lanesOf(known: Known): Lane[] {
  const { body, gaps, to } = known;
  const approvals: Lane = {
    name: "Approvals",
    spans: [],
    marks: body.timeline.flatMap(({ at, kind, actor, reason }) => {
      const tone = approvalTones[kind];
      return tone === undefined ? [] : [{ at, tone, label: `${kind.replace("approval.", "")} by ${actor.name}${reason === null ? "" : `: ${reason}`}` }];
    }),
  };
  const silence: Lane = { name: "No heartbeat", spans: gaps.map((gap) => ({ ...gap, tone: "quiet" as const, label: `${Math.round((gap.to - gap.from) / 100) / 10} s` })), marks: [] };
  const lanes = [budgetLane(known), approvals, stopLane(known), faultLane(known), silence];
  return lanes
    .filter(({ spans, marks }) => spans.length + marks.length > 0)
    .map((lane) => ({ ...lane, spans: lane.spans.map((span) => ({ ...span, to: Math.min(to, span.to) })) }));
}

/** A lane in words, for those who hear the axis: what lasted from when to when, and what happened at which moment. */
export const laneInWords = ({ name, spans, marks }: Lane, time: (at: number) => string): string =>
  `${name}: ${[...spans.map((span) => `${time(span.from)} to ${time(span.to)} ${span.label}`), ...marks.map((mark) => `${time(mark.at)} ${mark.label}`)].join(", ")}`;
