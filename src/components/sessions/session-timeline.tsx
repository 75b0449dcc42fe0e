import { plural, t } from "@lingui/core/macro";

import type { SessionEvent } from "#src/api/sessions.ts";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { formatDateTime, formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { eventInWords } from "./event-words.ts";
import { actionsRecorded } from "./actions-recorded.ts";
import { firstMoveRecorded } from "./first-move.ts";
import { presenceRecorded } from "./presence-state.ts";
import { reasonInWords } from "./session-state.tsx";

/** Parts of the server that act by themselves. */
const parts: Record<string, string> = { clock: t`clock`, "server command": t`server command` };

/** "By robot arm-1": who did it is never empty, and a machine is told from a person. */
function actorInWords({ kind, name }: SessionEvent["actor"]): string {
  switch (kind) {
    case "operator":
      return t`By ${name}`;
    case "apiKey":
      return t`By API key “${name}”`;
    case "robot":
      return t`By robot ${name}`;
    case "system": {
      const part = parts[name] ?? name.replaceAll("_", " ");
      return t`By the server (${part})`;
    }
    default:
      return kind satisfies never;
  }
}

function agoInWords(ms: number): string {
  const age = formatDuration(ms);
  return t`${age} ago`;
}

function doctorInWords(checkedAt: number | null): string {
  const time = checkedAt === null ? null : formatDateTime(checkedAt);
  return time === null ? t`not run` : t`checked ${time}`;
}

function Evidence({ evidence }: { evidence: NonNullable<SessionEvent["evidence"]> }) {
  const ms = (value: number | null) => (value === null ? t`not known` : `${Math.round(value)} ms`);
  const { steps, safeStops, faults, doctorCheckedAt } = evidence;
  const latency = ms(evidence.latencyP95Ms);
  const period = ms(evidence.controlPeriodMs);
  const skew = ms(evidence.clockSkewMs);
  const safeStop = evidence.safeStop ?? t({ message: "none", context: "safe stop" });
  const doctor = doctorInWords(doctorCheckedAt);
  return (
    <details className="text-caption text-muted">
      <summary>{t`Evidence it was decided on`}</summary>
      <p className="pt-1 tabular">
        {t`${plural(steps, { one: "# dry-run step", other: "# dry-run steps" })}, ${plural(safeStops, { one: "# safe stop", other: "# safe stops" })}, ${plural(faults, { one: "# fault", other: "# faults" })}; latency (95 of 100) ${latency}, control period ${period}; clock difference ${skew}; safe stop ${safeStop}; doctor ${doctor}.`}{" "}
        {firstMoveRecorded(evidence.firstMove)} {presenceRecorded(evidence.presenceProvenAt)} {actionsRecorded(evidence.actionBudget)}
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
            <time
              dateTime={new Date(event.at).toISOString()}
              title={formatDateTime(event.at)}
              className="ms-auto text-caption text-muted tabular"
            >
              {formatTimeOfDay(event.at)} · {agoInWords(now - event.at)}
            </time>
          </p>
          <p className="text-muted">
            {actorInWords(event.actor)}
            {event.reason === null || event.reason === "" ? null : <>: {reasonInWords(event.reason)}</>}
          </p>
          {event.evidence === null ? null : <Evidence evidence={event.evidence} />}
        </li>
      ))}
    </ol>
  );
}
