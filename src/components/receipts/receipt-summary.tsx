import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, receiptQueries } from "#src/api/receipts.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { msInWords } from "./count-words.ts";
import { readBody, type ReceiptBody } from "./receipt-body.ts";
import { Counts } from "./receipt-counts.tsx";
import { Story } from "./receipt-story.tsx";
import { lackingIn, neverRecorded } from "./recorded.ts";

/** A moment of the run (epoch ms) was pointed at. */
type OnMoment = (at: number) => void;

type ReceiptSummaryProps = {
  row: Receipt;
  onMoment?: OnMoment;
  /** One of many that are looked at one after the other: numbers and story side by side, and nothing that is the same for all of them. */
  isInSitting?: boolean;
};

/** One receipt for reading: its numbers from the row, its story from the signed text. */
export function ReceiptSummary({ row, onMoment, isInSitting = false }: ReceiptSummaryProps) {
  const { data, error } = useQuery(receiptQueries.detail(row.id));
  return (
    <div className="@container grid gap-5">
      {error ? <ErrorNote text={describeError(error)} /> : null}
      <ReceiptFacts row={row} text={data?.receipt.body} isFailed={error !== null} onMoment={onMoment} isInSitting={isInSitting} />
    </div>
  );
}

type ReceiptFactsProps = {
  row: Receipt;
  /** What was signed; undefined until it is here. */
  text: string | undefined;
  isFailed?: boolean;
  /** Of another console: nothing here is its robot, deployment or session. */
  isImported?: boolean;
  isInSitting?: boolean;
  onMoment?: OnMoment | undefined;
};

/** The same of a receipt whose text is at hand. */
export function ReceiptFacts({ row, text, isFailed = false, isImported = false, isInSitting = false, onMoment }: ReceiptFactsProps) {
  const body = text === undefined ? null : readBody(text);
  const link = (to: string, name: string | null) =>
    isImported ? (
      name
    ) : (
      <Link className="underline" to={to}>
        {name}
      </Link>
    );
  const [steps, appliedSteps] = [formatNumber(row.steps), formatNumber(row.appliedSteps)];
  const duration = formatDuration(row.timestamp - row.startedAt);
  const [reason, closer] = [reasonInWords(row.closeReason), body?.closedBy?.name];
  return (
    <div className={isInSitting ? "grid items-start gap-5 @2xl:grid-cols-2" : "grid gap-5"}>
      <div className="card px-4 py-1 break-inside-avoid">
        <KeyValueList
          label={t`Numbers`}
          items={[
            { key: t`Motion`, value: <ModeMark mode={row.applied ? "apply_actions" : "dry_run"} /> },
            { key: t`Robot`, value: row.robotId === null ? t`none` : link(paths.robot(row.robotId), row.robotName) },
            {
              key: t`Deployment`,
              value: row.deploymentId === null ? t`none` : link(paths.deployment(row.deploymentId), row.deploymentName),
            },
            { key: t`Model`, value: <code className="font-mono text-caption break-all">{row.modelId}</code> },
            {
              key: t`Ran`,
              value: (
                <Trans>
                  <AbsoluteTime at={row.startedAt} />, for {duration}
                </Trans>
              ),
            },
            { key: t`Steps`, value: t`${steps}, of which ${appliedSteps} applied` },
            {
              key: t`Safe stops`,
              value: <span className={row.safeStops > 0 ? "font-medium text-danger" : undefined}>{formatNumber(row.safeStops)}</span>,
            },
            {
              key: t`Errors`,
              value: <span className={row.errorCount > 0 ? "font-medium text-danger" : undefined}>{formatNumber(row.errorCount)}</span>,
            },
            { key: t`Latency, 95 of 100`, value: msInWords(row.latencyP95Ms) },
            ...(body === null ? [] : [{ key: t`Heartbeats`, value: <HeartbeatCount body={body} /> }]),
            { key: t`Longest gap`, value: `${formatNumber(row.longestGapMs / 1000, 1, true)} s` },
            { key: t`Closed`, value: closer === undefined ? reason : t`${reason} by ${closer}` },
            {
              key: t`Session`,
              value: isImported ? (
                row.sessionId
              ) : (
                <>
                  <span className="print:hidden">{link(paths.session(row.sessionId), t`Open the session`)}</span>
                  <code className="hidden font-mono text-caption print:inline">{row.sessionId}</code>
                </>
              ),
            },
          ]}
        />
      </div>
      {text === undefined ? (
        isFailed ? null : (
          <Skeleton className="h-32 w-full" />
        )
      ) : body === null ? (
        <CodeBlock label={t`Signed text`} code={text} />
      ) : (
        <div className="grid content-start gap-5">
          <Counts body={body} row={row} isShort={isInSitting} />
          <Story body={body} startedAt={row.startedAt} onMoment={onMoment} />
          <NotRecorded lines={[...lackingIn(body, row), ...(isInSitting ? [] : [neverRecorded])]} />
        </div>
      )}
    </div>
  );
}

function HeartbeatCount({ body: { heartbeats, faults } }: { body: ReceiptBody }) {
  const count = formatNumber(heartbeats.count);
  return faults === 0 ? (
    t`${count} received`
  ) : (
    <Trans>
      {count} received<span className="font-medium text-danger">, {faults} in fault</span>
    </Trans>
  );
}

/** What a reader may look for in vain. */
const NotRecorded = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <section aria-label={t`Not recorded`} className="grid gap-2 break-inside-avoid">
      <h2 className="text-heading">{t`Not recorded`}</h2>
      <ul className="grid list-disc gap-1 ps-5 text-muted">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
