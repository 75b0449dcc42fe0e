import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, receiptQueries } from "#src/api/receipts.ts";
import { eventInWords } from "#src/components/sessions/event-words.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { disagreements, readBody, type ReceiptBody } from "./receipt-body.ts";

const ms = (value: number | null) => (value === null ? "not known" : `${Math.round(value)} ms`);

/** One receipt for reading: its numbers from the row, its story from the signed text. */
export function ReceiptSummary({ row }: { row: Receipt }) {
  const { data, error } = useQuery(receiptQueries.detail(row.id));
  const body = data === undefined ? null : readBody(data.receipt.body);
  const doubts = body === null ? [] : disagreements(body, row);
  return (
    <div className="grid gap-5">
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {doubts.map((doubt) => <p key={doubt} className="text-warn">{doubt}</p>)}
      <div className="card px-4 py-1">
        <KeyValueList
          label="Numbers"
          items={[
            { key: "Motion", value: <ModeMark mode={row.applied ? "apply_actions" : "dry_run"} /> },
            { key: "Robot", value: row.robotId === null ? "none" : <Link className="underline" to={paths.robot(row.robotId)}>{row.robotName}</Link> },
            { key: "Deployment", value: row.deploymentId === null ? "none" : <Link className="underline" to={paths.deployment(row.deploymentId)}>{row.deploymentName}</Link> },
            { key: "Model", value: <code className="font-mono text-caption break-all">{row.modelId}</code> },
            { key: "Ran", value: <><AbsoluteTime at={row.startedAt} />, for {formatDuration(row.timestamp - row.startedAt)}</> },
            { key: "Steps", value: `${row.steps}, of which ${row.appliedSteps} applied` },
            { key: "Safe stops", value: <span className={row.safeStops > 0 ? "font-medium text-danger" : undefined}>{row.safeStops}</span> },
            { key: "Errors", value: <span className={row.errorCount > 0 ? "font-medium text-danger" : undefined}>{row.errorCount}</span> },
            { key: "Latency, 95 of 100", value: ms(row.latencyP95Ms) },
            { key: "Longest gap", value: `${(row.longestGapMs / 1000).toFixed(1)} s` },
            { key: "Closed", value: <>{reasonInWords(row.closeReason)}{body?.closedBy == null ? null : <> by {body.closedBy.name}</>}</> },
            { key: "Session", value: <Link className="underline" to={paths.session(row.sessionId)}>Open the session</Link> },
          ]}
        />
      </div>
      {data === undefined ? (error ? null : <Skeleton className="h-32 w-full" />) : body === null ? <CodeBlock label="Signed text" code={data.receipt.body} /> : <Story body={body} />}
    </div>
  );
}

function Story({ body }: { body: ReceiptBody }) {
  return (
    <>
      {body.errors.length === 0 ? null : (
        <section aria-label="Errors" className="grid gap-1">
          <h2 className="text-heading">Errors</h2>
          <ul className="grid gap-1 text-danger">{body.errors.map((text, index) => <li key={index}>{text}</li>)}</ul>
        </section>
      )}
      {body.stops.length === 0 ? null : (
        <section aria-label="Software stops" className="grid gap-1">
          <h2 className="text-heading">Software stops</h2>
          <ul className="grid gap-1">
            {body.stops.map((stop, index) => (
              <li key={index} className="tabular">
                {formatTimeOfDay(stop.acceptedAt)} by {stop.requestedBy.name}:{" "}
                {stop.acknowledgedAt === null ? <strong className="text-danger">never acknowledged by the robot</strong> : `acknowledged after ${stop.acknowledgedAt - stop.acceptedAt} ms`}
                {stop.acknowledgedAt === null ? null : stop.motionZeroAt === null ? ", no report of standing still" : `, standing after ${stop.motionZeroAt - stop.acceptedAt} ms`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Modes" className="grid gap-2">
        <h2 className="text-heading">What happened</h2>
        <ol className="card divide-y divide-line">
          {body.timeline.map((event, index) => (
            <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2">
              <time className="text-caption text-muted tabular">{formatTimeOfDay(event.at)}</time>
              <span className="font-medium">{eventInWords(event.kind)}</span>
              <ModeMark mode={event.mode} />
              <span className="text-muted">by {event.actor.name}{event.reason === null ? "" : `: ${reasonInWords(event.reason)}`}</span>
              {event.evidence === null ? null : (
                <span className="w-full text-caption text-muted">
                  Decided on {event.evidence.steps} dry-run steps, {event.evidence.safeStops} safe stops, {event.evidence.faults} faults, latency {ms(event.evidence.latencyP95Ms)} within {ms(event.evidence.controlPeriodMs)}.
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
