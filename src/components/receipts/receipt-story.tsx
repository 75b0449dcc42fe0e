import { plural, t } from "@lingui/core/macro";

import { eventInWords } from "#src/components/sessions/event-words.ts";
import { actionsRecorded } from "#src/components/sessions/actions-recorded.ts";
import { firstMoveRecorded } from "#src/components/sessions/first-move.ts";
import { presenceRecorded } from "#src/components/sessions/presence-state.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";

import { msInWords } from "./count-words.ts";
import type { ReceiptBody } from "./receipt-body.ts";

type Stop = ReceiptBody["stops"][number];

/** The four facts of a software stop; one that is missing is the most important. */
function StopFacts({ stop }: { stop: Stop }) {
  const later = (ms: number) => t`${ms} ms later`;
  const after = (at: number | null) => (at === null ? null : later(at - stop.sentAt));
  const { name: person } = stop.requestedBy;
  const facts: [string, string | null, string][] = [
    [t`Sent`, formatTimeOfDay(stop.sentAt), ""],
    [t`Accepted by the server`, after(stop.acceptedAt), ""],
    [t`Acknowledged by the robot`, after(stop.acknowledgedAt), t`not before the session ended`],
    [t`Standing still, by its own report`, after(stop.motionZeroAt), t`not reported before the session ended`],
  ];
  return (
    <li className="card grid gap-1 px-4 py-2.5 break-inside-avoid">
      <p className="font-medium">{t`By ${person}`}</p>
      <dl className="grid gap-x-4 sm:grid-cols-[auto_1fr]">
        {facts.map(([name, value, otherwise]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular">{value ?? <strong className="text-danger">{otherwise}</strong>}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function byInWords(name: string, reasonCode: string | null): string {
  if (reasonCode === null) return t`by ${name}`;
  const reason = reasonInWords(reasonCode);
  return t`by ${name}: ${reason}`;
}

function evidenceInWords({
  steps,
  safeStops,
  faults,
  latencyP95Ms,
  controlPeriodMs,
}: NonNullable<ReceiptBody["timeline"][number]["evidence"]>): string {
  const [latency, period] = [msInWords(latencyP95Ms), msInWords(controlPeriodMs)];
  return t`Decided on ${plural(steps, { one: "# dry-run step", other: "# dry-run steps" })}, ${plural(safeStops, { one: "# safe stop", other: "# safe stops" })}, ${plural(faults, { one: "# fault", other: "# faults" })}, latency ${latency} within ${period}.`;
}

const timeOf = (at: number) => <time dateTime={new Date(at).toISOString()}>{formatTimeOfDay(at)}</time>;

/** What happened in a run: errors, software stops with their four facts, and each change of its mode. `onMoment` shows one in the charts. */
export function Story({
  body,
  startedAt,
  onMoment,
}: {
  body: ReceiptBody;
  startedAt: number;
  onMoment: ((at: number) => void) | undefined;
}) {
  return (
    <>
      {body.errors.length === 0 ? null : (
        <section aria-label={t`Errors`} className="grid gap-1">
          <h2 className="text-heading">{t`Errors`}</h2>
          <ul className="grid gap-1 text-danger">
            {body.errors.map((text, index) => (
              <li key={index}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      {body.stops.length === 0 ? null : (
        <section aria-label={t`Software stops`} className="grid gap-2">
          <h2 className="text-heading">{t`Software stops`}</h2>
          <ul className="grid gap-2">
            {body.stops.map((stop, index) => (
              <StopFacts key={index} stop={stop} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t`Modes`} className="grid gap-2">
        <h2 className="text-heading">{t`What happened`}</h2>
        <ol className="card divide-y divide-line">
          {body.timeline.map((event, index) => (
            <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2 break-inside-avoid">
              {onMoment === undefined ? (
                <span className="text-caption text-muted">{timeOf(event.at)}</span>
              ) : (
                <button
                  type="button"
                  className="min-h-6 text-caption text-muted tabular underline decoration-line-strong underline-offset-4 hover:text-foreground"
                  title={t`Show this moment in the charts`}
                  onClick={() => onMoment(event.at)}
                >
                  {timeOf(event.at)}
                </button>
              )}
              <span className="text-caption text-muted tabular">+{formatDuration(event.at - startedAt)}</span>
              <span className="font-medium">{eventInWords(event.kind)}</span>
              <ModeMark mode={event.mode} />
              <span className="text-muted">{byInWords(event.actor.name, event.reason)}</span>
              {event.evidence === null ? null : (
                <span className="w-full text-caption text-muted">
                  {evidenceInWords(event.evidence)} {firstMoveRecorded(event.evidence.firstMove)}{" "}
                  {presenceRecorded(event.evidence.presenceProvenAt)} {actionsRecorded(event.evidence.actionBudget)}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
