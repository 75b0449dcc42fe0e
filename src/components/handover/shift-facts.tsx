import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { useFleetStates } from "#src/api/fleet.ts";
import { type Receipt, receiptQueries, useReceiptPages } from "#src/api/receipts.ts";
import { robotQueries } from "#src/api/robots.ts";
import { sessionQueries } from "#src/api/sessions.ts";
import { fleetRows } from "#src/components/fleet/fleet-rows.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, TimeSince } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

/** More are for the list that the heading leads to. */
const MOST = 20;

type PartProps = { title: string; empty: string; error: Error | null; rows: readonly ReactNode[] | undefined; more?: ReactNode };

function Part({ title, empty, error, rows, more }: PartProps) {
  return (
    <section aria-label={title} className="grid content-start gap-2">
      <h2 className="text-heading">{title}</h2>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {rows === undefined ? (
        error ? null : (
          <Skeleton className="h-20" />
        )
      ) : rows.length === 0 ? (
        <p className="text-muted">{empty}</p>
      ) : (
        <ul className="card divide-y divide-line px-4">{rows}</ul>
      )}
      {more}
    </section>
  );
}

const Line = ({ children }: { children: ReactNode }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 break-inside-avoid">{children}</li>
);

/** What runs now, and who lets it. Those that move first. */
export function RunningNow() {
  const { data, error } = useQuery(sessionQueries.open());
  const sessions = data?.page.toSorted((a, b) => Number(b.mode === "apply_actions") - Number(a.mode === "apply_actions"));
  return (
    <Part
      title={t`Open sessions`}
      empty={t`No session is open.`}
      error={error}
      rows={sessions?.map(({ id, robotName, deploymentName, mode, modeSince, createdBy: { name } }) => (
        <Line key={id}>
          <Link className="font-medium underline" to={paths.session(id)}>
            {robotName ?? t`No robot`}
          </Link>
          <ModeMark mode={mode} />
          <span className="text-muted">
            <Trans>
              {deploymentName ?? t`none`}, authorized by {name}; in this mode for <TimeSince at={modeSince} now={serverNow} />
            </Trans>
          </span>
        </Line>
      ))}
    />
  );
}

/** The robots that the fleet shows first, and why. `now`: server time, ms. */
export function ToLookAt({ now }: { now: number }) {
  const robots = useQuery(robotQueries.all());
  const states = useFleetStates(robots.data);
  const rows =
    robots.data === undefined || states.data === undefined
      ? undefined
      : fleetRows(robots.data, states.data, now).filter(({ reason }) => reason !== null);
  return (
    <Part
      title={t`Robots that need a look`}
      empty={t`None: every robot reports, and well.`}
      error={robots.error ?? states.error}
      rows={rows?.map(({ robot: { id, name }, reason }) => (
        <Line key={id}>
          <Link className="font-medium underline" to={paths.robot(id)}>
            {name}
          </Link>
          <span>{reason}</span>
        </Line>
      ))}
    />
  );
}

const troubleInWords = ({ safeStops, errorCount, closeReason }: Receipt): string =>
  [
    reasonInWords(closeReason),
    safeStops === 0 ? "" : plural(safeStops, { one: "# safe stop", other: "# safe stops" }),
    errorCount === 0 ? "" : plural(errorCount, { one: "# error", other: "# errors" }),
  ]
    .filter((text) => text !== "")
    .join(", ");

/** Runs that ended with a safe stop, an error, or as nobody asked for; and how many nobody has judged. `since`: epoch ms. */
export function EndedSince({ since }: { since: number }) {
  const { results, status } = useReceiptPages({ problems: true, from: since }, MOST);
  const unreviewed = useQuery(receiptQueries.countOf({ verdict: "none", from: since }));
  const count = unreviewed.data?.count;
  const isDone = status === "Exhausted";
  return (
    <Part
      title={t`Stopped, faulted or ended unasked`}
      empty={t`None since then.`}
      error={unreviewed.error}
      rows={
        status === "LoadingFirstPage"
          ? undefined
          : results.map((row) => (
              <Line key={row.id}>
                <Link className="font-medium underline" to={paths.receipt(row.id)}>
                  #{row.sequence} {row.robotName ?? t`no robot`}
                </Link>
                <span>{troubleInWords(row)}</span>
                <span className="text-muted">
                  <AbsoluteTime at={row.timestamp} />
                </span>
              </Line>
            ))
      }
      more={
        <>
          {isDone || status === "LoadingFirstPage" ? null : (
            <p>
              <Link className="underline" to={paths.receipts("problems=yes")}>{t`There are more: see the receipts`}</Link>
            </p>
          )}
          {count === undefined ? null : count === 0 ? (
            <p>{t`You have no receipt since then left to review.`}</p>
          ) : (
            <p>
              <Link className="underline" to={paths.receiptReview()}>
                {plural(count, { one: "# receipt since then waits for your review", other: "# receipts since then wait for your review" })}
              </Link>
            </p>
          )}
        </>
      }
    />
  );
}
