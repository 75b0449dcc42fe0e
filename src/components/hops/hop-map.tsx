import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

import { serverNow, toServerTime, useServerClock, useServerNow } from "#src/api/clock.ts";
import { useConnection } from "#src/api/connection.ts";
import { type HopInput, type HopName, isApplying, refusalsOf, silenceEndsAfter } from "#src/api/hops.ts";
import { RelativeTime, TimeSince } from "#src/components/ui/time.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { classNames } from "#src/lib/class-names.ts";
import type { Link } from "#src/lib/link.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";

import { Refusals } from "./hop-refusals.tsx";
import { agentHop, armHop, type HopState, serverHop } from "./hop-states.ts";
import { ends, stopInWords } from "./hop-words.ts";

export type HopMapProps = Pick<HopInput, "status" | "isRetired" | "session"> & { link: Link; stopLocation: string | null };

/**
 * The way from this browser to the arm, hop by hop, what is not possible because of one, and what the stop still reaches. Asks the
 * server nothing: all of it is on the page already.
 */
export function HopMap({ status, isRetired, session, link, stopLocation }: HopMapProps) {
  const connection = useConnection();
  const clock = useServerClock();
  const now = useServerNow();
  const [isOpen, setIsOpen] = useState(false);
  const listId = useId();
  const input = { connection, status, isRetired, session, now };
  const refusals = refusalsOf(input);
  const roundTrip = clock.kind === "known" && connection.kind === "connected" ? Math.max(1, Math.round(clock.roundTripMs)) : null;
  const robotTrip = status?.roundTripMs === undefined ? null : Math.max(1, Math.round(status.roundTripMs));
  const lastKnown = status?.lastSeenAt == null ? null : formatTimeOfDay(status.lastSeenAt);
  const lastKnownWords = lastKnown === null ? null : t`last known at ${lastKnown}`;
  const server = serverHop(connection, clock);
  const agent = agentHop(connection, link, refusals.agent);
  const arm = armHop(connection, link, status?.health ?? "unknown", refusals.arm);
  const hops: { name: HopName; state: HopState; detail: ReactNode }[] = [
    {
      name: "server",
      state: server,
      detail:
        connection.kind === "lost" ? (
          <Trans>
            for <TimeSince at={toServerTime(connection.since)} now={serverNow} />
          </Trans>
        ) : roundTrip === null ? null : (
          <RoundTrip ms={roundTrip} />
        ),
    },
    {
      name: "agent",
      state: agent,
      detail:
        agent.isOld === true ? (
          lastKnownWords
        ) : status?.lastSeenAt == null ? null : (
          <>
            <RelativeTime at={status.lastSeenAt} now={serverNow} />
            {robotTrip === null || link === "offline" ? null : (
              <>
                {" · "}
                <RoundTrip ms={robotTrip} />
              </>
            )}
          </>
        ),
    },
    {
      name: "arm",
      state: arm,
      detail: arm.isOld === true ? lastKnownWords : (status?.message ?? null),
    },
  ];
  const stopWords = stopInWords({
    connection,
    link,
    isApplying: isApplying(input),
    silenceEndsAfterMs: status === null ? null : silenceEndsAfter(status),
    stopLocation,
  });
  const broken = hops.filter(({ state }) => state.line !== "whole").length;
  return (
    <section aria-label={t`Way to the arm`} className="@container card grid grid-cols-[minmax(0,1fr)] gap-2 px-4 py-3">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        className="flex min-h-control items-center justify-between gap-3 text-start @lg:hidden"
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="flex flex-wrap gap-x-4">
          <span className="basis-full text-caption text-muted">{t`Way to the arm`}</span>
          {hops.map(({ name, state }) => (
            <Mark key={name} state={state} />
          ))}
        </span>
        <ChevronDown aria-hidden className={classNames("size-4 shrink-0 text-muted", isOpen && "rotate-180")} />
      </button>
      <ol id={listId} className={classNames("gap-2 @lg:grid @min-[46rem]:flex @min-[46rem]:items-center", isOpen ? "grid" : "hidden")}>
        {hops.map(({ name, state, detail }) => (
          <Hop key={name} name={name} state={state} detail={detail} />
        ))}
      </ol>
      <div role="status">
        {Object.values(refusals).some((each) => each.length > 0) ? (
          <Refusals refusals={refusals} />
        ) : (
          <p className="text-muted">
            {broken === 0
              ? t`Every hop works.`
              : plural(broken, {
                  one: "# hop does not work as it should; it keeps nothing from you here.",
                  other: "# hops do not work as they should; they keep nothing from you here.",
                })}
          </p>
        )}
      </div>
      <p className="text-caption text-muted">{stopWords}</p>
    </section>
  );
}

/** To the next and back. */
const RoundTrip = ({ ms }: { ms: number }) => (
  <span title={t`Round trip`}>
    <span className="sr-only">{t`Round trip`}: </span>
    {t`${ms} ms`}
  </span>
);

const Mark = ({ state: { shape, tone, word, isOld } }: { state: HopState }) => (
  <StateMark shape={shape} tone={tone} className={isOld === true ? "text-stale" : undefined}>
    {word}
  </StateMark>
);

const lines: Record<HopState["line"], string> = {
  whole: "border-line-strong",
  thin: "border-dashed border-line-strong",
  broken: "border-dotted border-danger",
};

function Hop({ name, state, detail }: { name: HopName; state: HopState; detail: ReactNode }) {
  const { from, to } = ends[name];
  const line = <span aria-hidden className={classNames("hidden min-w-3 flex-1 border-t-2 @min-[46rem]:block", lines[state.line])} />;
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 @min-[46rem]:min-w-0 @min-[46rem]:flex-auto @min-[46rem]:flex-nowrap @min-[46rem]:items-center">
      <span
        className={classNames(
          "basis-full text-muted whitespace-nowrap @lg:basis-48 @min-[46rem]:basis-auto",
          name === "server" ? "@min-[46rem]:text-foreground" : "@min-[46rem]:sr-only",
        )}
      >
        {from}
        <span className="@min-[46rem]:sr-only"> → {to}</span>
      </span>
      {line}
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 @min-[46rem]:flex-nowrap">
        <Mark state={state} />
        {detail === null ? null : (
          <span className={classNames("text-caption tabular @min-[46rem]:truncate", state.isOld === true ? "text-stale" : "text-muted")}>
            {detail}
          </span>
        )}
      </span>
      {line}
      <span aria-hidden className="hidden @min-[46rem]:block">
        {to}
      </span>
    </li>
  );
}
