import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Maximize } from "lucide-react";
import { useRef } from "react";

import { serverNow, useServerTime } from "#src/api/clock.ts";
import { useConnection } from "#src/api/connection.ts";
import { useWakeLock } from "#src/components/sessions/use-wake-lock.ts";
import { AttendedBy } from "#src/components/attention/attended-by.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { HealthMark, LinkMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { useTitle } from "#src/components/ui/use-title.ts";
import { classNames } from "#src/lib/class-names.ts";

import { isApplying } from "./fleet-rows.ts";
import { TILE, useRoom } from "./use-room.ts";
import type { WallLive, WallRow } from "./wall-rows.ts";

const wholeSecond = (time: number) => Math.floor(time / 1_000) * 1_000;

type FleetWallProps = {
  rows: readonly WallRow[];
  title: string | undefined;
  /** The same view as a list; absent where nobody is signed in. */
  leave?: string;
  /** Whose fleet it is, where the page does not tell it otherwise. */
  organization?: string;
  /** When a robot was last heard, while its tile is drawn. */
  useLive: (row: WallRow) => WallLive;
};

/** The fleet from across a room: how many are in which state, and the most urgent robots as large as there is room for. */
export function FleetWall({ rows, title, leave, organization, useLive }: FleetWallProps) {
  useTitle(title ?? t`Fleet`);
  useWakeLock(true);
  const connection = useConnection();
  const now = useServerTime(wholeSecond);
  const above = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const room = useRoom(above, list);
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows;
  const more = rows.length - shown.length;
  const isOld = connection.kind !== "connected";
  const counts = [
    { label: t`Apply actions`, count: rows.filter(isApplying).length, tone: "text-apply-text" },
    { label: t`Need attention`, count: rows.filter(({ reason }) => reason !== null).length, tone: "text-warn" },
    { label: t`Offline`, count: rows.filter(({ link }) => link === "offline").length, tone: "text-danger" },
    { label: t`Online`, count: rows.filter(({ link }) => link === "online").length, tone: "text-ok" },
  ];
  return (
    <div className="grid gap-4">
      <div ref={above} className="grid gap-4">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <h1 className="text-title">
            {t`Fleet`}
            {organization === undefined ? null : <span className="text-muted"> · {organization}</span>}
          </h1>
          <span className="text-lead text-muted">
            <AbsoluteTime at={now} />
          </span>
          <span className="ms-auto flex gap-2">
            {document.fullscreenEnabled ? (
              <Button tone="quiet" icon={<Maximize aria-hidden />} onClick={() => void document.documentElement.requestFullscreen()}>
                {t`Full screen`}
              </Button>
            ) : null}
            {leave === undefined ? null : <ButtonLink tone="quiet" to={leave}>{t`Leave the wall view`}</ButtonLink>}
          </span>
        </div>
        <div role="alert">
          {isOld ? (
            <p className="rounded-card bg-danger-solid px-5 py-4 text-figure font-semibold text-danger-solid-foreground">
              {connection.kind === "lost" ? (
                <Trans>
                  Old: nothing has arrived for{" "}
                  <span aria-hidden>
                    <TimeSince at={connection.since} now={Date.now} />
                  </span>
                  . It may no longer be so.
                </Trans>
              ) : (
                t`Old: not connected yet. It may no longer be so.`
              )}
            </p>
          ) : null}
        </div>
        <dl className="grid grid-cols-2 gap-2 md:grid-cols-4">
          {counts.map(({ label, count, tone }) => (
            <div key={label} className="card flex flex-row-reverse items-baseline justify-end gap-x-3 px-4 py-2">
              <dt className="text-lead">{label}</dt>
              <dd
                className={classNames(
                  "text-[2.75rem]/none font-semibold tabular",
                  isOld ? "stale-value" : count === 0 ? "text-stale" : tone,
                )}
              >
                {count}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {rows.length === 0 ? <p className="text-title text-muted">{t`No robots match`}</p> : null}
      <ul
        ref={list}
        aria-label={t`Robots`}
        className="grid gap-2"
        style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${TILE.width - 8}px), 1fr))`, gridAutoRows: TILE.height - 8 }}
      >
        {shown.map((row) => (
          <Tile key={row.robot.id} row={row} isOld={isOld} useLive={useLive} />
        ))}
        {more === 0 ? null : (
          <li className="card grid place-items-center px-4 text-title text-muted">
            {plural(more, { one: "and # more", other: "and # more" })}
          </li>
        )}
      </ul>
    </div>
  );
}

function Tile({ row, isOld: isPageOld, useLive }: { row: WallRow; isOld: boolean; useLive: FleetWallProps["useLive"] }) {
  const { robot, state, reason } = row;
  const { lastSeenAt, link, isOld } = useLive(row);
  const age = isPageOld || isOld ? "stale-value" : undefined;
  return (
    <li
      className={classNames(
        "card relative grid content-start gap-1.5 overflow-hidden px-4 py-3",
        isApplying(row) && "border-apply bg-apply-soft ps-6",
        reason !== null && "border-2",
      )}
    >
      {isApplying(row) ? <span aria-hidden className="hazard absolute inset-y-0 start-0 w-3" /> : null}
      <span className="flex items-baseline justify-between gap-3">
        <span className="truncate text-title font-semibold">{robot.name}</span>
        <span className="text-lead whitespace-nowrap text-muted">
          {lastSeenAt ? <RelativeTime at={lastSeenAt} now={serverNow} /> : link === "never" ? t`never heard` : null}
        </span>
      </span>
      <span className={classNames("flex flex-wrap items-center gap-x-4 text-lead [&_svg]:size-5", age)}>
        <LinkMark link={link} />
        {state?.sessionId ? <ModeMark mode={state.mode} /> : null}
        {state === null ? null : <HealthMark health={state.health} />}
      </span>
      <span className={classNames("line-clamp-2 text-lead", reason === null ? "text-muted" : "font-medium")}>
        {reason ?? robot.robotSchemaName}
        {reason !== null && state?.attendance ? (
          <span className="font-normal text-muted">
            {" · "}
            <AttendedBy attendance={state.attendance} />
          </span>
        ) : null}
      </span>
    </li>
  );
}
