import { plural, t } from "@lingui/core/macro";
import { useMemo, useSyncExternalStore } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { currentTick, subscribeTick } from "#src/lib/ticker.ts";
import { formatAgo, formatCountdown, formatDateTime, formatDuration } from "#src/lib/time.ts";

/** The shared once-a-second tick. `now` gives server time in epoch ms; it is read at each tick. */
function useNow(now: () => number): number {
  useSyncExternalStore(subscribeTick, currentTick);
  return now();
}

type TimeProps = {
  /** Epoch ms, server time. */
  at: number;
  className?: string;
};

/** A moment as an age that grows ("3 min ago"); the exact time and zone are its title. `now` is usually `serverNow`. */
export function RelativeTime({ at, now, className }: TimeProps & { now: () => number }) {
  // By its text, not by the tick: most ticks leave most ages of a list as they are.
  const text = useSyncExternalStore(subscribeTick, () => formatAgo(now() - at));
  const title = useMemo(() => formatDateTime(at), [at]);
  return (
    <time dateTime={new Date(at).toISOString()} title={title} className={classNames("tabular whitespace-nowrap", className)}>
      {text}
    </time>
  );
}

/** How long something has been so: "for 3 min 20 s". */
export function TimeSince({ at, now, className }: TimeProps & { now: () => number }) {
  const age = useNow(now) - at;
  const start = formatDateTime(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={t`Since ${start}`} className={classNames("tabular whitespace-nowrap", className)}>
      {formatDuration(age)}
    </time>
  );
}

/** Date, time and zone in full. */
export function AbsoluteTime({ at, className }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} className={classNames("tabular", className)}>
      {formatDateTime(at)}
    </time>
  );
}

type CountdownProps = {
  /** When it ends, epoch ms, server time. */
  until: number;
  now: () => number;
  className?: string;
  /** Names what ends, for a screen reader: "Pairing code expires in". */
  label: string;
};

/** Seconds left by the server's clock, so a wrong clock in the browser or a slept tab cannot lie. Announced at 60, 30 and 10 s. */
export function Countdown({ until, now, className, label }: CountdownProps) {
  const left = until - useNow(now);
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return (
    <span className={classNames("tabular whitespace-nowrap", className)}>
      <span role="timer" aria-label={label}>
        {formatCountdown(left)}
      </span>
      <span aria-live="polite" className="sr-only">
        {seconds === 60 || seconds === 30 || seconds === 10
          ? t`${label} ${plural(seconds, { one: "# second", other: "# seconds" })}`
          : seconds === 0
            ? t`${label}: over`
            : ""}
      </span>
    </span>
  );
}
