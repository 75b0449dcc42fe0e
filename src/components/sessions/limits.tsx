import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { type Session, sessionQueries } from "#src/api/sessions.ts";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { Countdown } from "#src/components/ui/time.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { classNames } from "#src/lib/class-names.ts";

type LimitsProps = {
  /** Server times, epoch ms; null when nothing is applied. */
  leaseExpiresAt: number | null;
  budgetEndsAt: number | null;
  /** What the promotion is bound to and how much of it the robot has reported applied; null: any number. */
  actions: { budget: number; applied: number } | null;
  now: number;
  /** False while nothing arrives: the lease may have been renewed without our hearing of it. */
  isLive: boolean;
};

const SOON_MS = 60_000;

/** How long actions may still be applied: two clocks of the server, and how many, as the robot counts them. Each ends in the dry run. */
function Limits({ leaseExpiresAt, budgetEndsAt, actions, now, isLive }: LimitsProps) {
  if (leaseExpiresAt === null && budgetEndsAt === null) return null;
  const isLapsed = leaseExpiresAt !== null && leaseExpiresAt <= now;
  const isSoon = budgetEndsAt !== null && budgetEndsAt - now <= SOON_MS;
  return (
    <section
      aria-label={t`Limits`}
      className={classNames(
        "grid grid-cols-2 gap-px overflow-hidden rounded-card border-2 border-apply bg-apply",
        actions !== null && "sm:grid-cols-3",
      )}
    >
      {actions === null ? null : <ActionsLeft {...actions} isLive={isLive} />}
      <div className={classNames("grid content-start gap-0.5 bg-surface px-4 py-3 forced-colors:outline", isSoon && "bg-apply-soft")}>
        <h3 className="text-caption text-muted">{t`Time budget left`}</h3>
        <p className="text-figure">
          {budgetEndsAt === null ? (
            t({ message: "none", context: "time budget" })
          ) : (
            <Countdown label={t`Time budget ends in`} until={budgetEndsAt} now={serverNow} />
          )}
        </p>
        <p className="text-caption text-muted">{isLive ? t`Then back to the dry run.` : t`As last known. Then back to the dry run.`}</p>
      </div>
      <div
        className={classNames(
          "grid content-start gap-0.5 bg-surface px-4 py-3 forced-colors:outline",
          isLapsed && isLive && "bg-danger-soft",
        )}
      >
        <h3 className="text-caption text-muted">{t`Lease`}</h3>
        <p className="text-figure">
          {leaseExpiresAt === null ? (
            t({ message: "none", context: "lease" })
          ) : isLapsed ? (
            isLive ? (
              t`Lapsed`
            ) : (
              <span className="stale-value">{t`Not known`}</span>
            )
          ) : (
            <Countdown label={t`Lease ends in`} until={leaseExpiresAt} now={serverNow} />
          )}
        </p>
        <p className="text-caption text-muted">
          {isLive || !isLapsed ? t`Renewed by each heartbeat. Silence ends it.` : t`No connection, so no renewal is heard of.`}
        </p>
      </div>
    </section>
  );
}

function ActionsLeft({ budget, applied, isLive }: { budget: number; applied: number; isLive: boolean }) {
  const left = Math.max(0, budget - applied);
  const [count, all] = [formatNumber(left), formatNumber(budget)];
  return (
    <div className="col-span-2 grid content-start gap-0.5 bg-surface px-4 py-3 forced-colors:outline sm:col-span-1">
      <h3 className="text-caption text-muted">{t`Actions left`}</h3>
      <p className={classNames("text-figure", !isLive && "stale-value")}>{t`${count} of ${all}`}</p>
      <div
        role="meter"
        aria-label={t`Actions left`}
        aria-valuemin={0}
        aria-valuemax={budget}
        aria-valuenow={left}
        className="h-1.5 rounded-full bg-sunken"
      >
        <div
          className={classNames("h-full rounded-full", isLive ? "bg-apply" : "bg-stale")}
          style={{ width: `${(100 * left) / budget}%` }}
        />
      </div>
      <p className="text-caption text-muted">{isLive ? t`Then back to the dry run.` : t`As last known. Then back to the dry run.`}</p>
    </div>
  );
}

/** The limits of an open session that applies actions, with what every heartbeat renews; nothing for another. */
export function SessionLimits({ session }: { session: Session }) {
  const isApplying = session.status !== "closed" && session.mode === "apply_actions";
  const { data: live, error } = useQuery(sessionQueries.live(session.id));
  const now = useServerNow();
  const isConnected = useIsConnected();
  if (!isApplying) return null;
  // Why it is not known is told with the numbers.
  if (live === undefined) return error === null ? <Skeleton className="h-28 sm:h-24" /> : null;
  const { actions = null } = session;
  return (
    <Limits
      leaseExpiresAt={live.leaseExpiresAt}
      budgetEndsAt={session.budgetEndsAt}
      actions={actions === null ? null : { budget: actions.budget, applied: Math.max(0, live.appliedSteps - actions.from) }}
      now={now}
      isLive={isConnected}
    />
  );
}
