import { t } from "@lingui/core/macro";
import { memo, type ReactNode } from "react";
import { Link as RouterLink } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { AttendedBy } from "#src/components/attention/attended-by.tsx";
import { HealthMark, LinkMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { paths } from "#src/paths.ts";

import { type FleetRow, isApplying, sameRow } from "./fleet-rows.ts";
import { type LiveStatus, useLiveStatus } from "./use-live-status.ts";

/** Cards are all as high, px, the gap below included, so that a long fleet can be drawn in part. */
export const CARD_PITCH = 100;
const GAP = 8;

type FleetCardProps = {
  row: FleetRow;
  /** More of the robot under its states; must be of equal height in every card. */ children?: (live: LiveStatus) => ReactNode;
  pitch?: number;
};

/** One robot as a card: the whole of it is the link. Its reason takes the place of its schema, so that no card is higher than another. */
export const FleetCard = memo(
  function FleetCard({ row, children, pitch = CARD_PITCH }: FleetCardProps) {
    const { robot, state, reason } = row;
    const live = useLiveStatus(row);
    const { status, link, isOld } = live;
    return (
      <li
        style={{ height: pitch - GAP }}
        className={classNames("card relative contain-strict", isApplying(row) && "border-apply bg-apply-soft")}
      >
        {isApplying(row) ? <span aria-hidden className="hazard absolute inset-y-0 start-0 w-2" /> : null}
        <RouterLink
          to={paths.robot(robot.id)}
          className={classNames("grid h-full content-start gap-1 px-3.5 py-2.5 -outline-offset-2", isApplying(row) && "ps-5")}
        >
          <span className="flex items-baseline justify-between gap-3">
            <span className="truncate text-lead font-semibold">{robot.name}</span>
            <span className="boxed-line w-20 text-end text-caption text-muted">
              {status?.lastSeenAt ? <RelativeTime at={status.lastSeenAt} now={serverNow} /> : link === "never" ? t`never heard` : null}
            </span>
          </span>
          <span className="flex h-5 items-center gap-x-3 overflow-hidden">
            <span className="live-value">
              <LinkMark link={link} />
            </span>
            {state?.sessionId ? (
              <span className={isApplying(row) ? undefined : "live-value"}>
                <ModeMark mode={state.mode} />
              </span>
            ) : null}
            {state === null ? null : (
              <span className={isOld ? "stale-value" : "live-value"}>
                <HealthMark health={state.health} />
              </span>
            )}
          </span>
          <span className={classNames("truncate text-caption", reason === null ? "text-muted" : "font-medium text-foreground")}>
            {reason ?? robot.robotSchemaName}
            {reason !== null && state?.attendance ? (
              <>
                {" · "}
                <AttendedBy attendance={state.attendance} />
              </>
            ) : null}
          </span>
          {children?.(live)}
        </RouterLink>
      </li>
    );
  },
  (a, b) => a.pitch === b.pitch && a.children === b.children && sameRow(a.row, b.row),
);
