import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, receiptQueries } from "#src/api/receipts.ts";
import { eventInWords } from "#src/components/sessions/event-words.ts";
import { firstMoveRecorded } from "#src/components/sessions/first-move.ts";
import { presenceRecorded } from "#src/components/sessions/presence-state.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { CodeBlock } from "#src/components/ui/code-block.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark, StateMark } from "#src/components/ui/state-mark.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration, formatTimeOfDay } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

import { readBody, type ReceiptBody } from "./receipt-body.ts";
import { countsOf, lackingIn, neverRecorded } from "./recorded.ts";

const ms = (value: number | null) => (value === null ? t`not known` : `${Math.round(value)} ms`);

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
  const { steps, appliedSteps } = row;
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
              value: <span className={row.safeStops > 0 ? "font-medium text-danger" : undefined}>{row.safeStops}</span>,
            },
            { key: t`Errors`, value: <span className={row.errorCount > 0 ? "font-medium text-danger" : undefined}>{row.errorCount}</span> },
            { key: t`Latency, 95 of 100`, value: ms(row.latencyP95Ms) },
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

/** The same things counted twice: from the heartbeats by the server, and by the robot itself. */
function Counts({ body, row, isShort }: { body: ReceiptBody; row: Receipt; isShort: boolean }) {
  const counts = countsOf(body, row);
  if (counts.length === 0) return null;
  const doubts = counts.filter(({ meaning }) => meaning !== null);
  const publicKey = body.robotSignature?.publicKey;
  const doubtInWords = (name: string, robot: string, server: string) => t`${name}: the robot counted ${robot}, its heartbeats ${server}.`;
  return (
    <section aria-label={t`Counted twice`} className="grid gap-2">
      <h2 className="text-heading">{t`Counted twice`}</h2>
      <p className={isShort ? "text-caption text-muted wrap-anywhere" : "text-muted wrap-anywhere"}>
        {publicKey === undefined
          ? t`Not signed by the robot: these are the server's words.`
          : t`Signed by the robot's own key ${publicKey}; the audit log says when it was paired.`}
      </p>
      {doubts.length === 0 ? (
        <StateMark shape="disc" tone="ok">{t`The robot and the server agree`}</StateMark>
      ) : (
        <ul className="grid gap-1">
          {doubts.map(({ name, server, robot, meaning }) => (
            <li key={name}>
              <strong className="font-medium text-warn">{doubtInWords(name, formatNumber(robot), formatNumber(server))}</strong> {meaning}
            </li>
          ))}
        </ul>
      )}
      {isShort ? null : (
        <Table label={t`Counted twice`}>
          <TableHead>
            <HeadCell>{t`Count`}</HeadCell>
            <HeadCell isNumber>{t`Server`}</HeadCell>
            <HeadCell isNumber>{t`Robot`}</HeadCell>
          </TableHead>
          <tbody>
            {counts.map(({ name, server, robot }) => (
              <Row key={name}>
                <Cell>{name}</Cell>
                <Cell isNumber>{formatNumber(server)}</Cell>
                <Cell isNumber className={server === robot ? undefined : "font-medium text-warn"}>
                  {formatNumber(robot)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
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
  const [latency, period] = [ms(latencyP95Ms), ms(controlPeriodMs)];
  return t`Decided on ${plural(steps, { one: "# dry-run step", other: "# dry-run steps" })}, ${plural(safeStops, { one: "# safe stop", other: "# safe stops" })}, ${plural(faults, { one: "# fault", other: "# faults" })}, latency ${latency} within ${period}.`;
}

function Story({ body, startedAt, onMoment }: { body: ReceiptBody; startedAt: number; onMoment: ((at: number) => void) | undefined }) {
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
                <time className="text-caption text-muted tabular">{formatTimeOfDay(event.at)}</time>
              ) : (
                <button
                  type="button"
                  className="min-h-6 text-caption text-muted tabular underline decoration-line-strong underline-offset-4 hover:text-foreground"
                  title={t`Show this moment in the charts`}
                  onClick={() => onMoment(event.at)}
                >
                  {formatTimeOfDay(event.at)}
                </button>
              )}
              <span className="text-caption text-muted tabular">+{formatDuration(event.at - startedAt)}</span>
              <span className="font-medium">{eventInWords(event.kind)}</span>
              <ModeMark mode={event.mode} />
              <span className="text-muted">{byInWords(event.actor.name, event.reason)}</span>
              {event.evidence === null ? null : (
                <span className="w-full text-caption text-muted">
                  {evidenceInWords(event.evidence)} {firstMoveRecorded(event.evidence.firstMove)}{" "}
                  {presenceRecorded(event.evidence.presenceProvenAt)}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
