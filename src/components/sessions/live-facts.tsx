import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { formatAgo } from "#src/lib/time.ts";

export type LiveFact = {
  name: string;
  value: string;
  /** Smaller text under the value: a unit in words, a limit, a second number. */
  detail?: ReactNode;
  tone?: "danger" | "warn";
};

type LiveFactsProps = {
  /** Who says so: the link of the robot and its own words, in one line with the heading. */
  beside?: ReactNode;
  facts: readonly LiveFact[];
  /** Server time of the last heartbeat that these facts come from, null before the first. */
  heardAt: number | null;
  /** Server time, epoch ms. */
  now: number;
  /** Silence beyond this makes every value old, ms: three of the robot's intervals. */
  oldAfterMs: number;
  /** False once the session is over: its last numbers are then final, not old. */
  isLive: boolean;
};

/** What the last heartbeat said, with its age. Old values are greyed where they stand, not marked by a light in a corner. */
export function LiveFacts({ beside, facts, heardAt, now, oldAfterMs, isLive }: LiveFactsProps) {
  const age = heardAt === null ? null : now - heardAt;
  const isOld = isLive && (age === null || age > oldAfterMs);
  const ago = age === null ? null : formatAgo(age);
  return (
    <section aria-label={t`Live facts`} className="grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="text-heading">{isLive ? t`Live` : t`Final numbers`}</h2>
        {beside}
        <p className={classNames("ms-auto text-caption tabular", isOld ? "font-semibold text-danger" : "text-muted")}>
          {ago === null ? t`No heartbeat yet` : isOld ? t`Last heartbeat ${ago}: these values are old` : t`Last heartbeat ${ago}`}
        </p>
      </div>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-surface sm:grid-cols-4 lg:grid-cols-2 xl:grid-cols-4">
        {facts.map(({ name, value, detail, tone }) => (
          <div key={name} className="grid content-start gap-0.5 px-4 py-3 outline outline-line">
            <dt className="text-caption text-muted">{name}</dt>
            <dd
              className={classNames(
                "text-figure tabular",
                isOld ? "stale-value" : tone === "danger" ? "text-danger" : tone === "warn" ? "text-warn" : undefined,
              )}
            >
              {value}
              {isOld && ago !== null ? <span className="block text-caption font-normal">{ago}</span> : null}
            </dd>
            {detail === undefined ? null : <dd className="text-caption text-muted">{detail}</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}
