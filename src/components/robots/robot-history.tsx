import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { type RobotId, robotQueries } from "#src/api/robots.ts";
import { RobotIncidents } from "#src/components/incidents/robot-incidents.tsx";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { Badge } from "#src/components/ui/badge.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark, StateMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { Panel } from "./panel.tsx";

const line = "flex min-h-control items-center justify-between gap-3 border-b border-line py-1.5 last:border-0";

function RecentSessions({ robotId }: { robotId: RobotId }) {
  const { data, error } = useQuery(robotQueries.recentSessions(robotId));
  return (
    <Panel title={t`Recent sessions`} all={{ to: paths.sessions(), label: t`All sessions` }}>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton className="h-24" />
        )
      ) : data.page.length === 0 ? (
        <p className="py-2 text-muted">{t`No session was run on this robot yet.`}</p>
      ) : (
        <ul>
          {data.page.map((session) => (
            <li key={session.id} className={line}>
              <Link to={paths.session(session.id)} className="min-w-0 truncate font-medium hover:underline">
                {session.deploymentName ?? session.baseModel}
              </Link>
              <span className="flex shrink-0 items-center gap-3 text-caption text-muted">
                {session.status === "closed" ? (
                  <StateMark shape="square" tone="neutral">
                    {session.closeReason === null ? t`closed` : reasonInWords(session.closeReason)}
                  </StateMark>
                ) : session.status === "authorized" ? (
                  <StateMark shape="dash" tone="info">{t`authorized`}</StateMark>
                ) : (
                  <ModeMark mode={session.mode} />
                )}
                <RelativeTime at={session.createdAt} now={serverNow} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const verdicts = { good: ["ok", t`Good`], needs_attention: ["warn", t`Needs attention`], bad: ["danger", t`Bad`] } as const;

function RecentReceipts({ robotId }: { robotId: RobotId }) {
  const { data, error } = useQuery(robotQueries.recentReceipts(robotId));
  return (
    <Panel title={t`Recent receipts`} all={{ to: paths.receipts(`robotId=${robotId}`), label: t`All of this robot` }}>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton className="h-24" />
        )
      ) : data.page.length === 0 ? (
        <p className="py-2 text-muted">{t`A receipt is written when a session closes.`}</p>
      ) : (
        <ul>
          {data.page.map((receipt) => {
            const verdict = receipt.review?.verdict ?? null;
            const { sequence } = receipt;
            return (
              <li key={receipt.id} className={line}>
                <Link to={paths.receipt(receipt.id)} className="font-medium hover:underline">
                  {t`Receipt ${sequence}`}
                </Link>
                <span className="flex shrink-0 items-center gap-3 text-caption text-muted">
                  {verdict === null ? <Badge>{t`Not reviewed`}</Badge> : <Badge tone={verdicts[verdict][0]}>{verdicts[verdict][1]}</Badge>}
                  <RelativeTime at={receipt.timestamp} now={serverNow} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

/** What happened to a robot: what needed attention, and its newest runs. */
export const RobotHistory = ({ robotId }: { robotId: RobotId }) => (
  <>
    <RobotIncidents robotId={robotId} />
    <RecentSessions robotId={robotId} />
    <RecentReceipts robotId={robotId} />
  </>
);
