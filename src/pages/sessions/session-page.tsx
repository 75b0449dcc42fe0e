import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link, type Params, useParams } from "react-router";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { prefetch, queryClient } from "#src/api/client.ts";
import { cameraQueries } from "#src/api/cameras.ts";
import { useRoleReason } from "#src/api/account.ts";
import { useConnection } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type Session, sessionQueries } from "#src/api/sessions.ts";
import { CamerasPlace } from "#src/components/cameras/cameras-place.tsx";
import { ControlPlace } from "#src/components/control/control-place.tsx";
import { HopsOnTheWay } from "#src/components/hops/hops-on-the-way.tsx";
import { ModeBanner, ModeFrame } from "#src/components/sessions/mode-frame.tsx";
import { ApprovalPanel } from "#src/components/sessions/approval-panel.tsx";
import { SessionActions } from "#src/components/sessions/session-actions.tsx";
import { SessionLimits } from "#src/components/sessions/limits.tsx";
import { SessionNumbers } from "#src/components/sessions/session-numbers.tsx";
import { frameModeOf, reasonInWords, SessionStatusMark } from "#src/components/sessions/session-state.tsx";
import { SessionTimeline } from "#src/components/sessions/session-timeline.tsx";
import { useWakeLock } from "#src/components/sessions/use-wake-lock.ts";
import { ButtonLink } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { KeyValueList } from "#src/components/ui/key-value-list.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton, Skeleton } from "#src/components/ui/skeleton.tsx";
import { AbsoluteTime, TimeSince } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { sessionIdFrom } from "./params.ts";

const SessionHops = lazy(() => import("#src/components/sessions/session-hops.tsx").then((module) => ({ default: module.SessionHops })));
const SessionMessages = lazy(() =>
  import("#src/components/messages/session-messages.tsx").then((module) => ({ default: module.SessionMessages })),
);
const RawData = lazy(() => import("#src/components/sessions/raw-data.tsx").then((module) => ({ default: module.RawData })));

export const firstData = (params: Readonly<Params>) => {
  const id = sessionIdFrom(params);
  const detail = sessionQueries.detail(id);
  const cameras = async () => {
    await prefetch(detail);
    const robotId = queryClient.getQueryData(detail.queryKey)?.robotId;
    if (robotId) await prefetch(cameraQueries.names(robotId));
  };
  return Promise.all([cameras(), prefetch(sessionQueries.timeline(id))]);
};

export function Component() {
  const id = sessionIdFrom(useParams());
  const { data: session, error } = useQuery(sessionQueries.detail(id));
  if (session === undefined) {
    if (error) throw error; // The area's boundary says what it means and leaves the shell standing.
    return <PageSkeleton />;
  }
  // Another session is another page: no half-typed reason and no open sheet may carry over.
  return <SessionView key={id} session={session} failure={error === null ? undefined : describeError(error)} />;
}

function SessionView({ session, failure }: { session: Session; failure: string | undefined }) {
  const timeline = useQuery(sessionQueries.timeline(session.id));
  const connection = useConnection();
  const now = useServerNow();
  const mode = frameModeOf(session);
  const keepReason = useRoleReason("operator") ?? (connection.kind === "lost" ? t`No connection to the server.` : undefined);
  useWakeLock(mode === "apply_actions");
  const robot = session.robotName ?? t`no robot`;
  const [author, closer] = [session.createdBy.name, session.closedBy?.name];
  const why = session.closeReason === null ? null : reasonInWords(session.closeReason);
  const isOpen = session.status !== "closed";
  const { data: open } = useQuery(sessionQueries.open());
  const mover = open?.page.find(
    ({ id, robotId, mode: theirs }) => id !== session.id && robotId !== null && robotId === session.robotId && theirs === "apply_actions",
  );

  return (
    <>
      {/* An element, not a text: a text would become the tab's title, and that must tell the mode. */}
      <PageHeader
        title={<>{session.robotName === null ? t`Session on no robot` : t`Session on ${robot}`}</>}
        crumbs={[{ label: t`Sessions`, to: paths.sessions() }]}
        facts={
          <>
            <SessionStatusMark status={session.status} />
            {isOpen ? (
              <span>
                <Trans>
                  in this mode for <TimeSince at={session.modeSince} now={serverNow} />
                </Trans>
              </span>
            ) : null}
          </>
        }
      />
      <ModeFrame mode={mode} subject={robot} />
      <div className="grid gap-5">
        <ModeBanner mode={mode} lostSince={connection.kind === "lost" ? connection.since : null} isMovedByAnother={mover !== undefined} />
        {mover === undefined ? null : (
          <p
            role="alert"
            className="flex flex-wrap items-center justify-between gap-3 rounded-card border-2 border-apply bg-apply-soft px-4 py-3"
          >
            <span>
              <Trans>
                <strong>{robot} moves:</strong> another session applies actions on it. The software stop on this page stops that one too.
              </Trans>
            </span>
            <ButtonLink to={paths.session(mover.id)}>{t`Open that session`}</ButtonLink>
          </p>
        )}
        {failure === undefined ? null : <ErrorNote text={failure} />}
        <div className="grid gap-8 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
          <div className="grid content-start gap-6">
            {isOpen ? (
              <>
                <ApprovalPanel session={session} />
                <SessionActions session={session} />
                <SessionLimits session={session} />
                {session.robotId === null ? null : (
                  <ControlPlace robotId={session.robotId} robot={robot} isApplying={mode === "apply_actions"} />
                )}
                {/* Below the controls: what it tells grows and shrinks, and must not move them. */}
                {session.robotId === null ? null : (
                  <Suspense fallback={<HopsOnTheWay />}>
                    <SessionHops session={session} />
                  </Suspense>
                )}
              </>
            ) : (
              <section aria-label={t`How it ended`} className="card flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4">
                <div className="grid gap-0.5">
                  <h2 className="text-heading">{why === null ? t`Closed: no reason recorded` : t`Closed: ${why}`}</h2>
                  <p className="text-muted">
                    {session.endedAt === null ? null : closer === undefined ? (
                      <AbsoluteTime at={session.endedAt} />
                    ) : (
                      <Trans>
                        <AbsoluteTime at={session.endedAt} /> by {closer}
                      </Trans>
                    )}
                  </p>
                </div>
                {session.receiptId === null ? null : (
                  <ButtonLink to={paths.receipt(session.receiptId)} tone="primary">{t`Open the receipt`}</ButtonLink>
                )}
              </section>
            )}
            <SessionNumbers session={session} />
          </div>
          <div className="grid content-start gap-6">
            {isOpen && session.robotId !== null ? <CamerasPlace robotId={session.robotId} /> : null}
            <section className="grid gap-3" aria-label={t`What runs`}>
              <h2 className="text-heading">{t`What runs`}</h2>
              <div className="card px-4 py-1">
                <KeyValueList
                  items={[
                    {
                      key: t`Robot`,
                      value:
                        session.robotId === null ? (
                          t({ message: "none", context: "robot" })
                        ) : (
                          <Link className="underline" to={paths.robot(session.robotId)}>
                            {robot}
                          </Link>
                        ),
                    },
                    { key: t`Hardware emergency stop`, value: session.emergencyStopLocation ?? t`no location recorded` },
                    {
                      key: t`Deployment`,
                      value:
                        session.deploymentId === null ? (
                          t({ message: "none", context: "deployment" })
                        ) : (
                          <Link className="underline" to={paths.deployment(session.deploymentId)}>
                            {session.deploymentName}
                          </Link>
                        ),
                    },
                    { key: t`Base model`, value: session.baseModel },
                    ...(session.artifactId === null
                      ? []
                      : [{ key: t`Artifact`, value: <code className="font-mono text-caption break-all">{session.artifactId}</code> }]),
                    { key: t`Runtime`, value: session.runtime },
                    {
                      key: t`Authorized`,
                      value: (
                        <Trans>
                          <AbsoluteTime at={session.createdAt} /> by {author}
                        </Trans>
                      ),
                    },
                    { key: t`Promotions`, value: session.promotions },
                    { key: t`Version`, value: session.version },
                    { key: t`Id`, value: <CopyableId id={session.id} label={t`Copy the session’s id`} /> },
                  ]}
                />
              </div>
            </section>
            {/* Above what grows: it keeps its place. */}
            <section aria-label={t`Raw data`} className="min-h-12">
              <Suspense fallback={<Skeleton className="h-12 w-full" />}>
                <RawData sessionId={session.id} disabledReason={keepReason} />
              </Suspense>
            </section>
            <section className="grid gap-3" aria-label={t`What happened`}>
              <h2 className="text-heading">{t`What happened`}</h2>
              {timeline.error ? <ErrorNote text={describeError(timeline.error)} /> : null}
              {timeline.data === undefined ? (
                timeline.error ? null : (
                  <Skeleton className="h-40 w-full" />
                )
              ) : (
                <SessionTimeline events={timeline.data} now={now} />
              )}
            </section>
          </div>
        </div>
        <Suspense fallback={<Skeleton className="h-12 w-full" />}>
          <SessionMessages sessionId={session.id} />
        </Suspense>
      </div>
    </>
  );
}
