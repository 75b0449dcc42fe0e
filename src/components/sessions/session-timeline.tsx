import { t } from "@lingui/core/macro";
import type { SessionEvent } from "#src/api/sessions.ts";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { formatDateTime, formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { eventInWords } from "./event-words.ts";
import { reasonInWords } from "./session-state.tsx";

/** "robot (arm-1)": who did it is never empty, and a machine is told from a person. */
function actorInWords({ kind, name }: SessionEvent["actor"]): string {
  switch (kind) {
    case "operator":
      return name;
    case "apiKey":
      return `API key “${name}”`;
    case "robot":
      return `robot ${name}`;
    case "system":
      return `the server (${name.replaceAll("_", " ")})`;
    default:
      return kind satisfies never;
  }
}

function Evidence({ evidence }: { evidence: NonNullable<SessionEvent["evidence"]> }) {
  const known = (value: number | null, unit: string) => (value === null ? "not known" : `${Math.round(value)} ${unit}`);
  return (
    <details className="text-caption text-muted">
      <summary>{t`Evidence it was decided on`}</summary>
      <p className="pt-1 tabular">
        {evidence.steps} dry-run steps, {evidence.safeStops} safe stops, {evidence.faults} faults; latency (95 of 100) {known(evidence.latencyP95Ms, "ms")} within a control
        period of {known(evidence.controlPeriodMs, "ms")}; clock difference {known(evidence.clockSkewMs, "ms")}; safe stop {evidence.safeStop ?? "none"}; doctor{" "}
        {evidence.doctorCheckedAt === null ? "not run" : `checked ${formatDateTime(evidence.doctorCheckedAt)}`}.
      </p>
    </details>
  );
}

/** Everything that happened, newest first: when, what, who and why. `now` is server time. */
export function SessionTimeline({ events, now }: { events: readonly SessionEvent[]; now: number }) {
  return (
    <ol aria-label={t`Timeline`} className="grid gap-0 border-s-2 border-line ps-4">
      {events.toReversed().map((event) => (
        <li key={event.id} className="relative grid gap-0.5 pb-4 last:pb-0">
          <span aria-hidden className="absolute top-1.5 -start-[1.4rem] size-2.5 rounded-full border-2 border-surface bg-line-strong" />
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium">{eventInWords(event.kind)}</span>
            <ModeMark mode={event.mode} />
            <time dateTime={new Date(event.at).toISOString()} title={formatDateTime(event.at)} className="ms-auto text-caption text-muted tabular">
              {formatTimeOfDay(event.at)} · {formatDuration(now - event.at)} ago
            </time>
          </p>
          <p className="text-muted">
            By {actorInWords(event.actor)}
            {event.reason === null || event.reason === "" ? null : <>: {reasonInWords(event.reason)}</>}
          </p>
          {event.evidence === null ? null : <Evidence evidence={event.evidence} />}
        </li>
      ))}
    </ol>
  );
}
