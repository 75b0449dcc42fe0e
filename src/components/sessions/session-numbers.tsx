import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { robotQueries } from "#src/api/robots.ts";
import { type Session, sessionQueries } from "#src/api/sessions.ts";
import { robotSchemaQueries } from "#src/api/robot-schemas.ts";
import { HeartbeatPanel } from "#src/components/heartbeats/heartbeat-panel.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { LinkMark, StateMark } from "#src/components/ui/state-mark.tsx";
import { linkAt } from "#src/lib/link.ts";
import { formatNumber } from "#src/lib/numbers.ts";

import { jointsOf } from "./joints.ts";
import { LiveFacts, type LiveFact } from "./live-facts.tsx";

const ms = (value: number | null | undefined) => (value === null || value === undefined ? "–" : `${Math.round(value)} ms`);

/** Before a robot has said how often it reports, ten seconds of silence are taken for old. */
const UNKNOWN_INTERVAL_MS = 10_000 / 3;

/** The part of the session page that changes with every heartbeat, so that nothing else has to. */
export function SessionNumbers({ session }: { session: Session }) {
  const { data: live, error } = useQuery(sessionQueries.live(session.id));
  const { data: rows } = useQuery(robotQueries.statusIfAny(session.robotId));
  const { data: schema } = useQuery({ ...robotSchemaQueries.all(), select: (all) => all.find(({ id }) => id === session.robotSchemaId) });
  const joints = useMemo(() => jointsOf(schema?.summary), [schema]);
  const now = useServerNow();
  const isConnected = useIsConnected();
  if (live === undefined)
    return error ? (
      <ErrorNote text={describeError(error)} />
    ) : (
      <Skeleton className={session.status === "closed" ? "h-56" : "h-56 max-lg:h-240"} />
    );

  const status = rows?.[0];
  const link = status === undefined ? "never" : linkAt(status, now);
  const isOurs = status !== undefined && status.sessionId === session.id;
  const isOpen = session.status !== "closed";
  const isApplying = isOpen && session.mode === "apply_actions";
  const dryRunSteps = formatNumber(live.dryRunSteps);
  const latency = ms(live.latencyP50Ms);
  const gap = formatNumber(live.longestGapMs / 1000, 1, true);
  const facts: LiveFact[] = [
    {
      name: t`Steps`,
      value: formatNumber(live.steps),
      detail: isOpen && !isApplying ? t`${dryRunSteps} since the dry run began` : undefined,
    },
    {
      name: t`Applied steps`,
      value: formatNumber(live.appliedSteps),
      detail: live.appliedSteps === 0 ? t`nothing was moved` : t`moved the robot`,
    },
    { name: t`Safe stops`, value: formatNumber(live.safeStops), ...(live.safeStops > 0 ? { tone: "danger" as const } : {}) },
    { name: t`Faults`, value: formatNumber(live.faults), ...(live.faults > 0 ? { tone: "danger" as const } : {}) },
    { name: t`Latency, 95 of 100`, value: ms(live.latencyP95Ms), detail: t`half within ${latency}` },
    { name: t`Control rate`, value: isOurs && status.controlHz !== undefined ? `${formatNumber(status.controlHz, 1, true)} Hz` : "–" },
    { name: t`Inference`, value: ms(isOurs ? status.inferenceMs : undefined) },
    { name: t`Heartbeats`, value: formatNumber(live.heartbeats), detail: t`longest gap ${gap} s` },
  ];
  const { robotName } = session;
  const state = status?.state ?? "";
  return (
    <div className="grid gap-6">
      {session.status === "authorized" ? (
        <p className="rounded-control bg-info-soft px-4 py-3 text-info">
          {robotName === null ? t`The robot has not joined yet.` : t`${robotName} has not joined yet.`}{" "}
          {t`It joins with its next heartbeat if it is online and in no other session. A session that nobody joins expires.`}
        </p>
      ) : null}
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {isOpen && !isConnected ? (
        <StateMark
          shape="dash"
          tone="danger"
          className="whitespace-normal!"
        >{t`Whether the robot is online is not known: this page is cut off from the server.`}</StateMark>
      ) : null}
      <LiveFacts
        beside={
          isOpen && isConnected && status !== undefined ? (
            <>
              <LinkMark link={link} />
              {isOurs ? (
                <span className="text-muted max-sm:order-last max-sm:basis-full">
                  {state === "" ? t`It reports this session.` : t`It reports this session, state “${state}”.`}
                </span>
              ) : status.lastSeenAt === null ? null : (
                <span className="text-warn max-sm:order-last max-sm:basis-full">{t`Its last heartbeat did not name this session.`}</span>
              )}
              {status.message === null ? null : <span className="max-sm:order-last max-sm:basis-full">“{status.message}”</span>}
            </>
          ) : null
        }
        facts={facts}
        heardAt={live.lastHeartbeatAt}
        now={now}
        // Without a connection we do not know what the robot does, however young the last value is.
        oldAfterMs={isConnected ? 3 * (status?.intervalMs ?? UNKNOWN_INTERVAL_MS) : 0}
        isLive={isOpen}
      />
      {isOpen && session.robotId !== null ? (
        <HeartbeatPanel
          key={session.robotId}
          robotId={session.robotId}
          robotSchemaId={session.robotSchemaId}
          intervalMs={status?.intervalMs ?? 1_000}
          isHeard={link === "online" || link === "late"}
          wasHeard={live.lastHeartbeatAt !== null}
          knownSince={session.createdAt}
          controlHz={schema?.summary.controlHz ?? null}
          joints={joints}
        />
      ) : null}
      {live.errors.length === 0 ? null : (
        <section aria-label={t`Errors`} className="grid gap-1">
          <h3 className="text-heading">{t`Errors the robot reported`}</h3>
          <ul className="grid gap-1 text-danger">
            {live.errors.map((text, index) => (
              <li key={index}>{text}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
