import { PLOT_LEFT, PLOT_RIGHT } from "#src/components/ui/chart-parts.ts";
import { eventInWords } from "#src/components/sessions/event-words.ts";
import { classNames } from "#src/lib/class-names.ts";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import type { ReceiptBody } from "./receipt-body.ts";
import { appliedMs, type Moment, momentsOf, stretchesOf } from "./story.ts";

const looks: Record<Moment["kind"], string> = { promote: "bg-apply h-4", demote: "bg-dry h-4", stop: "bg-danger h-5 w-1", other: "bg-line-strong h-2" };

type RunAxisProps = { body: ReceiptBody; from: number; to: number; gaps: readonly { from: number; to: number }[]; cursor: number | null };

/** The run on one line: its modes, what happened, where no heartbeat came. The charts below have the same measure. */
export function RunAxis({ body, from, to, gaps, cursor }: RunAxisProps) {
  const span = Math.max(1, to - from);
  const share = (at: number) => `${Math.min(100, Math.max(0, ((at - from) / span) * 100))}%`;
  const stretches = stretchesOf(body.timeline, from, to);
  const moments = momentsOf(body.timeline, eventInWords);
  const applied = appliedMs(stretches);
  return (
    <figure
      role="img"
      aria-label={`The run of ${formatDuration(span)}: actions applied for ${formatDuration(applied)}; ${moments.map(({ label, at }) => `${formatTimeOfDay(at)} ${label}`).join("; ")}`}
      className="card grid gap-1 p-3 break-inside-avoid"
    >
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-caption text-muted">
        <span className="flex flex-wrap gap-x-4">
          <Key className="bg-dry-soft outline outline-dry">dry run {formatDuration(span - applied)}</Key>
          {applied === 0 ? null : <Key className="bg-apply">actions applied {formatDuration(applied)}</Key>}
          {body.stops.length === 0 ? null : <Key className="bg-danger">software stop</Key>}
          {gaps.length === 0 ? null : <Key className="bg-line-strong">no heartbeat</Key>}
        </span>
        {cursor === null ? null : <span className="tabular">{formatTimeOfDay(cursor)}</span>}
      </figcaption>
      <div aria-hidden className="relative h-12" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
        <div className="absolute inset-x-0 top-1 h-5 overflow-hidden rounded-mark">
          {stretches.map((stretch) => (
            <span
              key={stretch.from}
              className={classNames("absolute inset-y-0", stretch.mode === "apply_actions" ? "bg-apply" : "bg-dry-soft")}
              style={{ left: share(stretch.from), width: `${((stretch.to - stretch.from) / span) * 100}%`, minWidth: 2 }}
            />
          ))}
          {gaps.map((gap) => <span key={gap.from} className="absolute inset-y-0 bg-line-strong/70" style={{ left: share(gap.from), width: `${((Math.min(gap.to, to) - Math.max(gap.from, from)) / span) * 100}%`, minWidth: 1 }} />)}
        </div>
        <div className="absolute inset-x-0 top-7 h-5">
          {moments.map((moment, index) => <span key={index} title={`${formatTimeOfDay(moment.at)} ${moment.label}`} className={classNames("absolute top-0 w-0.5 -translate-x-1/2", looks[moment.kind])} style={{ left: share(moment.at) }} />)}
        </div>
        {cursor === null ? null : <span className="absolute inset-y-0 w-px bg-foreground/70" style={{ left: share(cursor) }} />}
      </div>
      <div aria-hidden className="flex justify-between text-caption text-muted tabular" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
        <span>{formatTimeOfDay(from)}</span>
        <span>{formatTimeOfDay(to)}</span>
      </div>
    </figure>
  );
}

const Key = ({ className, children }: { className: string; children: React.ReactNode }) => (
  <span className="inline-flex items-center gap-1.5">
    <span aria-hidden className={classNames("size-2.5 rounded-[2px]", className)} />
    {children}
  </span>
);
