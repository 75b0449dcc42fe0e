import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import type { RobotStatus } from "#src/api/robots.ts";
import { HealthMark, LinkMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { type Link as LinkState, linkSinceAt } from "#src/lib/link.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";
import { paths } from "#src/paths.ts";

type RobotFactsProps = { status: RobotStatus | null; link: LinkState; isPaired: boolean };

/** Three separate facts, each with the time it has been so: whether we hear the robot, what it may do, how it is. */
export function RobotFacts({ status, link, isPaired }: RobotFactsProps) {
  const isOld = link !== "online" && link !== "late";
  const interval = status === null ? "" : status.intervalMs < 1000 ? `${status.intervalMs} ms` : formatDuration(status.intervalMs);
  const isApplying = status?.mode === "apply_actions" && status.sessionId !== null;
  return (
    <dl className="grid gap-px overflow-hidden rounded-card border border-line bg-surface sm:grid-cols-3">
      <Fact
        name={t({ message: "Link", context: "connection" })}
        mark={<LinkMark link={link} />}
        since={status === null ? undefined : linkSinceAt(link, status)}
      >
        {status?.lastSeenAt ? (
          <Trans>
            Last heard <RelativeTime at={status.lastSeenAt} now={serverNow} />, promised every {interval}
          </Trans>
        ) : isPaired ? (
          t`Paired, but it has sent no heartbeat yet.`
        ) : (
          t`Pair its machine to hear from it.`
        )}
      </Fact>
      <Fact
        name={t`Mode`}
        isApplying={isApplying}
        isOld={isOld}
        mark={<ModeMark mode={status?.sessionId ? status.mode : "idle"} />}
        since={status?.sessionId ? status.modeSince : undefined}
      >
        {status?.sessionId ? (
          <Link
            to={paths.session(status.sessionId)}
            className="underline decoration-line-strong underline-offset-4 hover:decoration-foreground"
          >
            {isApplying ? t`Open the session that moves it` : t`Open its session`}
          </Link>
        ) : (
          t`The robot's last heartbeat names no session.`
        )}
      </Fact>
      <Fact name={t`Health`} isOld={isOld} mark={<HealthMark health={status?.health ?? "unknown"} />} since={status?.healthSince}>
        {status === null ? t`Told by its heartbeats.` : (status.message ?? stateInWords(status))}
        {status?.clockSkewMs !== undefined && status.clockSkewMs !== null && Math.abs(status.clockSkewMs) >= 500 ? (
          <span className="block text-warn">{skewInWords(status.clockSkewMs)}</span>
        ) : null}
      </Fact>
    </dl>
  );
}

function stateInWords({ state }: RobotStatus): string {
  return t`State: ${state}`;
}

function skewInWords(skewMs: number): string {
  const seconds = formatNumber(Math.abs(skewMs) / 1000, 1, true);
  const least = formatNumber(0.5);
  return skewMs > 0
    ? t`Its clock is ${seconds} s ahead; from ${least} s it cannot be promoted.`
    : t`Its clock is ${seconds} s behind, or its heartbeats take that long; from ${least} s it cannot be promoted.`;
}

type FactProps = { name: string; mark: ReactNode; since?: number | undefined; isOld?: boolean; isApplying?: boolean; children: ReactNode };

// What may be moving is never greyed: old or not, "apply_actions" is the safe thing to believe.
function Fact({ name, mark, since, isOld = false, isApplying = false, children }: FactProps) {
  return (
    <div
      className={classNames(
        "relative grid content-start gap-1 px-4 py-3 outline outline-line",
        isApplying ? "bg-apply-soft" : "bg-surface",
      )}
    >
      {isApplying ? <span aria-hidden className="hazard absolute inset-x-0 top-0 h-1.5" /> : null}
      <dt className="text-caption text-muted">{name}</dt>
      <dd className={classNames("flex flex-wrap items-baseline gap-x-2 text-lead", isApplying ? "" : isOld ? "stale-value" : "live-value")}>
        {mark}
        {since === undefined ? null : (
          <span className="text-body text-muted">
            <Trans>
              for <TimeSince at={since} now={serverNow} />
            </Trans>
          </span>
        )}
      </dd>
      {/* Two lines where "now" and "12 s ago" would differ by one. */}
      <dd className="text-caption text-muted sm:max-xl:min-h-[2lh]">{children}</dd>
    </div>
  );
}
