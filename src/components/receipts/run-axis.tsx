import { plural, t } from "@lingui/core/macro";

import { PLOT_LEFT, PLOT_RIGHT } from "#src/components/ui/chart-parts.ts";
import { eventInWords } from "#src/components/sessions/event-words.ts";
import { classNames } from "#src/lib/class-names.ts";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import type { RunSamples } from "#src/api/run-samples.ts";
import type { Stretch } from "#src/lib/zoom.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";

import type { ReceiptBody } from "./receipt-body.ts";
import { type Lane, lanesOf, type LaneTone, laneInWords } from "./lanes.ts";
import { appliedMs, type Moment, momentsOf, stretchesOf } from "./story.ts";

const looks: Record<Moment["kind"], string> = {
  promote: "bg-apply h-4",
  demote: "bg-dry h-4",
  stop: "bg-danger h-5 w-1",
  other: "bg-line-strong h-2",
};

type RunAxisProps = {
  body: ReceiptBody;
  from: number;
  to: number;
  gaps: readonly { from: number; to: number }[];
  samples?: RunSamples | undefined;
  cursor: number | null;
  zoom: Stretch | null;
};

const tones: Record<LaneTone, string> = {
  apply: "bg-apply",
  danger: "bg-danger",
  warn: "bg-warn",
  quiet: "bg-line-strong",
  info: "bg-info",
};

/** The run on one axis: its modes, what happened, and a lane for each kind of thing that lasted. The charts below have the same measure, or show the part that is not shaded here. */
export function RunAxis({ body, from, to, gaps, samples, cursor, zoom }: RunAxisProps) {
  const span = Math.max(1, to - from);
  const share = (at: number) => `${Math.min(100, Math.max(0, ((at - from) / span) * 100))}%`;
  const stretches = stretchesOf(body.timeline, from, to);
  const moments = momentsOf(body.timeline, eventInWords);
  const applied = appliedMs(stretches);
  const lanes = lanesOf({ body, to, gaps, samples, words: reasonInWords });
  const time = (at: number) => formatTimeOfDay(at);
  const [dryTime, appliedTime] = [formatDuration(span - applied), formatDuration(applied)];
  return (
    <figure
      role="img"
      aria-label={[
        courseInWords(formatDuration(span), appliedTime, moments.map(({ label, at }) => `${time(at)} ${label}`).join("; ")),
        ...lanes.map((lane) => laneInWords(lane, time)),
      ].join(". ")}
      className="card grid gap-1 p-3 break-inside-avoid"
    >
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-caption text-muted">
        <span className="flex flex-wrap gap-x-4">
          <Key className="bg-dry-soft outline outline-dry">{t`dry run ${dryTime}`}</Key>
          {applied === 0 ? null : <Key className="bg-apply">{t`actions applied ${appliedTime}`}</Key>}
          {body.stops.length === 0 ? null : <Key className="bg-danger">{t`software stop`}</Key>}
          {gaps.length === 0 ? null : <Key className="bg-line-strong">{t`no heartbeat`}</Key>}
        </span>
        {cursor === null ? null : <span className="tabular">{formatTimeOfDay(cursor)}</span>}
      </figcaption>
      <div aria-hidden className="relative h-12" dir="ltr" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
        <div className="absolute inset-x-0 top-1 h-5 overflow-hidden rounded-mark">
          {stretches.map((stretch) => (
            <span
              key={stretch.from}
              className={classNames("absolute inset-y-0", stretch.mode === "apply_actions" ? "bg-apply" : "bg-dry-soft")}
              style={{ left: share(stretch.from), width: `${((stretch.to - stretch.from) / span) * 100}%`, minWidth: 2 }}
            />
          ))}
          {gaps.map((gap) => (
            <span
              key={gap.from}
              className="absolute inset-y-0 bg-line-strong/70"
              style={{ left: share(gap.from), width: `${((Math.min(gap.to, to) - Math.max(gap.from, from)) / span) * 100}%`, minWidth: 1 }}
            />
          ))}
        </div>
        <div className="absolute inset-x-0 top-7 h-5">
          {moments.map((moment, index) => (
            <span
              key={index}
              title={`${formatTimeOfDay(moment.at)} ${moment.label}`}
              className={classNames("absolute top-0 w-0.5 -translate-x-1/2", looks[moment.kind])}
              style={{ left: share(moment.at) }}
            />
          ))}
        </div>
        {zoom === null ? null : (
          <>
            <span className="absolute -inset-y-1 left-0 border-r border-foreground/50 bg-surface/75" style={{ width: share(zoom.from) }} />
            <span className="absolute -inset-y-1 right-0 border-l border-foreground/50 bg-surface/75" style={{ left: share(zoom.to) }} />
          </>
        )}
        {cursor === null ? null : <span className="absolute inset-y-0 w-px bg-foreground/70" style={{ left: share(cursor) }} />}
      </div>
      {lanes.map((lane) => (
        <LaneRow key={lane.name} lane={lane} {...{ from, to, cursor, share }} />
      ))}
      <div
        aria-hidden
        className="flex justify-between text-caption text-muted tabular"
        dir="ltr"
        style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}
      >
        <span>{formatTimeOfDay(from)}</span>
        <span>{formatTimeOfDay(to)}</span>
      </div>
    </figure>
  );
}

const courseInWords = (whole: string, applied: string, moments: string) =>
  t`The run of ${whole}: actions applied for ${applied}; ${moments}`;

type LaneRowProps = { lane: Lane; from: number; to: number; cursor: number | null; share: (at: number) => string };

/** What a lane is and says, above it: nobody should have to rest a pointer on a mark of two pixels. */
function LaneRow({ lane, from, to, cursor, share }: LaneRowProps) {
  const said = [...lane.spans, ...lane.marks].map(({ label }) => label);
  const rest = said.length - 6;
  const first = said.slice(0, 6).join("; ");
  const width = (span: { from: number; to: number }) =>
    `${(Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)) / Math.max(1, to - from)) * 100}%`;
  return (
    <div aria-hidden className="grid gap-0.5">
      <span className="truncate text-caption text-muted print:whitespace-normal">
        <span className="font-medium text-foreground">{lane.name}</span>{" "}
        {rest > 0 ? plural(rest, { one: `${first}; and # more`, other: `${first}; and # more` }) : first}
      </span>
      <span className="relative block h-2.5" dir="ltr" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
        <span className="absolute inset-x-0 top-1/2 h-px bg-line" />
        {lane.spans.map((span) => (
          <span
            key={span.from}
            title={span.label}
            className={classNames("absolute inset-y-0 rounded-[2px] opacity-60", tones[span.tone])}
            style={{ left: share(span.from), width: width(span), minWidth: 2 }}
          />
        ))}
        {lane.marks.map((mark, index) => (
          <span
            key={index}
            title={`${formatTimeOfDay(mark.at)} ${mark.label}`}
            className={classNames("absolute -inset-y-0.5 w-0.5 -translate-x-1/2", tones[mark.tone])}
            style={{ left: share(mark.at) }}
          />
        ))}
        {cursor === null ? null : <span className="absolute -inset-y-1 w-px bg-foreground/70" style={{ left: share(cursor) }} />}
      </span>
    </div>
  );
}

const Key = ({ className, children }: { className: string; children: React.ReactNode }) => (
  <span className="inline-flex items-center gap-1.5">
    <span aria-hidden className={classNames("size-2.5 rounded-[2px]", className)} />
    {children}
  </span>
);
