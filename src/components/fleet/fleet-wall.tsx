import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Maximize } from "lucide-react";
import { useSyncExternalStore } from "react";

import { serverNow, useServerTime } from "#src/api/clock.ts";
import { useConnection } from "#src/api/connection.ts";
import { useWakeLock } from "#src/components/sessions/use-wake-lock.ts";
import { AttendedBy } from "#src/components/attention/attended-by.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { HealthMark, LinkMark, ModeMark } from "#src/components/ui/state-mark.tsx";
import { AbsoluteTime, RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { useTitle } from "#src/components/ui/use-title.ts";
import { classNames } from "#src/lib/class-names.ts";

import { type FleetRow, isApplying, passes } from "./fleet-rows.ts";
import { useLiveStatus } from "./use-live-status.ts";

/** px: a tile is no narrower than this, as high as this with the gap below it, and what stands above and below all tiles. */
const TILE = { width: 300, height: 148, around: 250 };

const subscribeResize = (onChange: () => void) => {
  addEventListener("resize", onChange);
  return () => removeEventListener("resize", onChange);
};
/** Nobody scrolls a wall: as many as there is room for. */
const roomFor = () =>
  Math.max(1, Math.floor((innerWidth - 32) / TILE.width)) * Math.max(1, Math.floor((innerHeight - TILE.around) / TILE.height));

const wholeSecond = (time: number) => Math.floor(time / 1_000) * 1_000;

/** The fleet from across a room: how many are in which state, and the most urgent robots as large as there is room for. `leave`: the same view as a list. */
export function FleetWall({ rows, title, leave }: { rows: readonly FleetRow[]; title: string | undefined; leave: string }) {
  useTitle(title ?? t`Fleet`);
  useWakeLock(true);
  const connection = useConnection();
  const now = useServerTime(wholeSecond);
  const room = useSyncExternalStore(subscribeResize, roomFor);
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows;
  const more = rows.length - shown.length;
  const isOld = connection.kind !== "connected";
  const counts = [
    { label: t`Apply actions`, count: rows.filter(isApplying).length, tone: "text-apply-text" },
    { label: t`Need attention`, count: rows.filter((row) => passes(row, "attention")).length, tone: "text-warn" },
    { label: t`Offline`, count: rows.filter((row) => passes(row, "offline")).length, tone: "text-danger" },
    { label: t`Online`, count: rows.filter((row) => passes(row, "online")).length, tone: "text-ok" },
  ];
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <h1 className="text-title">{t`Fleet`}</h1>
        <span className="text-lead text-muted">
          <AbsoluteTime at={now} />
        </span>
        <span className="ms-auto flex gap-2">
          {document.fullscreenEnabled ? (
            <Button tone="quiet" icon={<Maximize aria-hidden />} onClick={() => void document.documentElement.requestFullscreen()}>
              {t`Full screen`}
            </Button>
          ) : null}
          <ButtonLink tone="quiet" to={leave}>{t`Leave the wall view`}</ButtonLink>
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
              className={classNames("text-[2.75rem]/none font-semibold tabular", isOld ? "stale-value" : count === 0 ? "text-stale" : tone)}
            >
              {count}
            </dd>
          </div>
        ))}
      </dl>
      {rows.length === 0 ? <p className="text-title text-muted">{t`No robots match`}</p> : null}
      <ul
        aria-label={t`Robots`}
        className="grid gap-2"
        style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${TILE.width - 8}px), 1fr))`, gridAutoRows: TILE.height - 8 }}
      >
        {shown.map((row) => (
          <Tile key={row.robot.id} row={row} isOld={isOld} />
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

function Tile({ row, isOld: isPageOld }: { row: FleetRow; isOld: boolean }) {
  const { robot, state, reason } = row;
  const { status, link, isOld } = useLiveStatus(row);
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
          {status?.lastSeenAt ? <RelativeTime at={status.lastSeenAt} now={serverNow} /> : link === "never" ? t`never heard` : null}
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
