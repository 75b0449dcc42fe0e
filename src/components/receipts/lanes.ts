import { plural, t } from "@lingui/core/macro";

import type { RunSamples } from "#src/api/run-samples.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import { midSentence } from "./mid-sentence.ts";
import type { ReceiptBody } from "./receipt-body.ts";

export type LaneTone = "apply" | "danger" | "warn" | "quiet" | "info";
/** Something that lasted, epoch ms, with what it was in words. */
export type LaneSpan = { from: number; to: number; tone: LaneTone; label: string };
export type LaneMark = { at: number; tone: LaneTone; label: string };
/** One kind of thing on the axis of a run. */
export type Lane = { name: string; spans: readonly LaneSpan[]; marks: readonly LaneMark[] };

type Known = {
  body: ReceiptBody;
  to: number;
  gaps: readonly { from: number; to: number }[];
  samples: RunSamples | undefined;
  words: (text: string) => string;
};

/** How each stretch of applied actions ended: by a person, by the end of the time budget, by a lost lease, with the session. */
function budgetLane({ body, to, words }: Known): Lane {
  const spans: LaneSpan[] = [];
  let since: number | null = null;
  for (const event of body.timeline.toSorted((a, b) => a.at - b.at)) {
    if (event.mode === "apply_actions") since ??= event.at;
    else if (since !== null) {
      const reason = midSentence(words(event.reason ?? event.kind));
      spans.push({ from: since, to: event.at, tone: "apply", label: t`ended: ${reason}` });
      since = null;
    }
  }
  if (since !== null) spans.push({ from: since, to, tone: "apply", label: t`until the end of the session` });
  const marks = body.timeline
    .filter(({ kind }) => kind === "session.extendBudget")
    .map(({ at, actor: { name } }) => ({ at, tone: "info" as const, label: t`time budget extended by ${name}` }));
  return { name: t`Lease and time budget`, spans, marks };
}

const approvals: Record<string, { tone: LaneTone; label: (name: string) => string }> = {
  "approval.request": { tone: "quiet", label: (name) => t`request by ${name}` },
  "approval.approve": { tone: "info", label: (name) => t`approve by ${name}` },
  "approval.decline": { tone: "warn", label: (name) => t`decline by ${name}` },
};

/** What somebody wanted looked at later. */
const markLane = ({ body }: Known): Lane => ({
  name: t`Marks`,
  spans: [],
  marks: body.timeline
    .filter(({ kind }) => kind === "session.mark")
    .map(({ at, actor: { name } }) => ({ at, tone: "warn" as const, label: t`marked by ${name}` })),
});

function approvalLane({ body }: Known): Lane {
  const marks = body.timeline.flatMap(({ at, kind, actor, reason }): LaneMark[] => {
    const approval = approvals[kind];
    if (approval === undefined) return [];
    const said = approval.label(actor.name);
    return [{ at, tone: approval.tone, label: reason === null ? said : t`${said}: ${reason}` }];
  });
  return { name: t`Approvals`, spans: [], marks };
}

/** Each stop from where it was sent until the robot stood still, with the facts that are known of it. */
function stopLane({ body, to }: Known): Lane {
  const stillInWords = (ms: number) => t`stood still ${ms} ms later`;
  const spans = body.stops.map(({ sentAt, motionZeroAt }): LaneSpan => ({
    from: sentAt,
    to: motionZeroAt ?? to,
    tone: "danger",
    label: motionZeroAt === null ? t`standing still was never reported` : stillInWords(motionZeroAt - sentAt),
  }));
  const marks = body.stops.flatMap(({ sentAt, acceptedAt, acknowledgedAt, requestedBy: { name } }): LaneMark[] => [
    { at: sentAt, tone: "danger", label: t`sent by ${name}` },
    { at: acceptedAt, tone: "danger", label: t`accepted by the server` },
    ...(acknowledgedAt === null ? [] : [{ at: acknowledgedAt, tone: "danger" as const, label: t`acknowledged by the robot` }]),
  ]);
  return { name: t`Software stops`, spans, marks };
}

function troubleOf(kind: "fault" | "safe_stop", message: string): Pick<LaneSpan, "tone" | "label"> {
  if (kind === "fault") return { tone: "danger", label: message ? t`fault: ${message}` : t`fault` };
  return { tone: "warn", label: message ? t`safe stop: ${message}` : t`safe stop` };
}

/** As the receipt holds them; of a receipt from before it did, from the heartbeats themselves while they are there. */
function faultLane({ body, samples, to: end }: Known): Lane {
  const name = t`Faults and safe stops`;
  if (body.troubles) {
    const missed = body.troublesMissed ?? 0;
    const marks: LaneMark[] =
      missed === 0
        ? []
        : [
            {
              at: end,
              tone: "warn",
              label: plural(missed, {
                one: "# more, later, of which the receipt says no time",
                other: "# more, later, of which the receipt says no time",
              }),
            },
          ];
    return {
      name,
      spans: body.troubles.map(({ kind, from, to, message }) => ({ from, to: to ?? end, ...troubleOf(kind, message) })),
      marks,
    };
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
  const { gaps, to } = known;
  const silence: Lane = {
    name: t`No heartbeat`,
    spans: gaps.map((gap) => ({ ...gap, tone: "quiet" as const, label: `${formatNumber((gap.to - gap.from) / 1_000, 1)} s` })),
    marks: [],
  };
  const lanes = [markLane(known), budgetLane(known), approvalLane(known), stopLane(known), faultLane(known), silence];
  return lanes
    .filter(({ spans, marks }) => spans.length + marks.length > 0)
    .map((lane) => ({ ...lane, spans: lane.spans.map((span) => ({ ...span, to: Math.min(to, span.to) })) }));
}

/** A lane in words, for those who hear the axis: what lasted from when to when, and what happened at which moment. */
export function laneInWords({ name, spans, marks }: Lane, time: (at: number) => string): string {
  const spanInWords = (from: string, to: string, label: string) => t`${from} to ${to} ${label}`;
  const events = [
    ...spans.map(({ from, to, label }) => spanInWords(time(from), time(to), label)),
    ...marks.map(({ at, label }) => `${time(at)} ${label}`),
  ].join(", ");
  return t`${name}: ${events}`;
}
