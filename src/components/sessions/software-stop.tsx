import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useMatch } from "react-router";

import { findApplyingSessions, sessionQueries } from "#src/api/sessions.ts";
import { classNames } from "#src/lib/class-names.ts";
import { addToast } from "#src/lib/toast.ts";

import { StopReports } from "./stop-reports.tsx";
import { rememberApplying, stops, stopSession, type StopTarget, subjectOf } from "./stops.ts";

/**
 * One press, no question, always in the same place. On a session's page it stops that session and whatever
 * else moves its robot, elsewhere every session
 * that applies actions. It is not an emergency stop and never says so.
 */
export function SoftwareStop() {
  const sessionId = useMatch("/sessions/:sessionId")?.params.sessionId;
  const { data, isError } = useQuery(sessionQueries.open());
  const open = data?.page ?? [];
  const named = useQuery(sessionQueries.named(sessionId)).data;
  const here = named?.status === "closed" ? undefined : named;
  const applying = open.filter(({ mode }) => mode === "apply_actions");
  // Whatever moves the robot of this page is stopped too: a person who presses here sees one robot, not two sessions.
  const alongside = applying.filter(({ id, robotId }) => id !== here?.id && robotId !== null && robotId === here?.robotId);
  const targets: readonly StopTarget[] = here === undefined ? applying : [here, ...alongside];
  const robots = new Set(targets.map(subjectOf));

  // Syncs the stop store, and what is said once nothing may be known any more, with what the live query has learned.
  useEffect(() => {
    if (data !== undefined) rememberApplying(data.page.filter(({ mode }) => mode === "apply_actions"));
    for (const { id, stop } of data?.page ?? []) if (stop !== null) stops.tell(id, stop);
  }, [data]);

  const press = () => {
    for (const target of targets) stopSession(target);
    if (targets.length > 0) return;
    // Nothing known applies, but what is known may be old: ask the server itself, past the socket.
    void findApplyingSessions().then(({ sessions, isWhole }) => {
      for (const target of sessions) stopSession(target);
      // That none was found may be said only where all were told.
      if (!isWhole)
        addToast({
          tone: "error",
          text: t`The server did not tell which sessions apply actions. If a robot moves, use its hardware emergency stop.`,
        });
      else if (sessions.length === 0)
        addToast({ tone: "info", text: t`No session that applies actions was found. If a robot moves, use its hardware emergency stop.` });
    });
  };

  const isArmed = applying.length > 0;
  const subject =
    robots.size === 1
      ? subjectOf(targets[0])
      : targets.length === 0
        ? isError
          ? t`list not known`
          : t`no actions applied`
        : plural(robots.size, { one: "# robot", other: "# robots" });
  return (
    <>
      <button
        type="button"
        title={t`Not a safety function. The hardware emergency stop is at the robot.`}
        onClick={press}
        className={classNames(
          "flex min-h-16 min-w-16 touch-manipulation items-center gap-3 rounded-card border-2 border-foreground px-4 text-start select-none",
          isArmed ? "bg-foreground text-background" : "bg-raised text-foreground",
        )}
      >
        <svg aria-hidden viewBox="0 0 24 24" className="size-8 shrink-0">
          <path d="M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z" fill="currentColor" />
          <path d="M8 8h8v8H8z" className={classNames("forced-colors:fill-[Canvas]", isArmed ? "fill-foreground" : "fill-background")} />
        </svg>
        <span className="grid leading-tight">
          <span className="text-lead font-semibold whitespace-nowrap">
            {t`Software stop`}
            <span className="sr-only">: </span>
          </span>
          <span className="max-w-40 truncate text-caption opacity-85">{subject}</span>
        </span>
      </button>
      <StopReports className="fixed end-3 bottom-[calc(var(--spacing-bottombar)+5.5rem)] grid max-h-[70dvh] w-[min(26rem,calc(100vw-1.5rem))] gap-2 overflow-y-auto lg:end-auto lg:bottom-3 lg:start-[calc(var(--spacing-rail)+0.75rem)]" />
    </>
  );
}
