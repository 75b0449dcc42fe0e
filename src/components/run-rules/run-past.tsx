import { plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { type RunPast as Past, runRuleQueries, type RunsCondition } from "#src/api/run-rules.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { useRested } from "#src/components/ui/use-rested.ts";
import { formatDateTime } from "#src/lib/time.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

/** What a rule about runs would have done in the last seven days, before it is saved; `null` while it is not whole. */
export function RunPast({ condition: asked }: { condition: RunsCondition | null }) {
  const condition = useRested(asked, JSON.stringify(asked));
  const isOld = JSON.stringify(condition) !== JSON.stringify(asked);
  const [until] = useState(() => serverNow());
  const isConnected = useIsConnected();
  const { data, error } = useQuery(runRuleQueries.past(condition, until));
  return (
    <section aria-label={t`What it would have done`} className="grid gap-2 rounded-control bg-sunken p-3">
      <h3 className="font-medium">{t`In the last 7 days`}</h3>
      <output className="block min-h-6">
        {asked === null
          ? t`Fill in the rule first.`
          : error
            ? null
            : data == null || isOld
              ? isConnected
                ? t`Looking…`
                : t`No connection to the server.`
              : wordsOf(data)}
      </output>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {data == null ? null : <Subjects past={data} until={until} />}
      {data == null || data.isWhole ? null : (
        <p className="text-caption text-muted">{t`There were more runs than are looked at: only the newest count here.`}</p>
      )}
    </section>
  );
}

function wordsOf({ subjects }: Past): string {
  const count = subjects.reduce((sum, { spans }) => sum + spans.length, 0);
  if (subjects.length === 0) return t`No such run ended.`;
  if (count === 0) return t`It would have opened no incident.`;
  return plural(count, { one: "It would have opened # incident.", other: "It would have opened # incidents." });
}

/** Of each whose runs they are a bar of the week, shaded where the rule would have been broken, and the same in words. */
function Subjects({ past: { subjects, more }, until }: { past: Past; until: number }) {
  const from = until - WEEK_MS;
  const share = (at: number) => Math.min(Math.max((at - from) / WEEK_MS, 0), 1) * 100;
  /** Wide enough to be seen, also at the end of the bar. */
  const stretch = (span: { from: number; until: number }) => {
    const x = Math.min(share(span.from), 99);
    return { x: `${x}%`, width: `${Math.max(share(span.until) - x, 1)}%` };
  };
  const broken = subjects.filter(({ spans }) => spans.length > 0);
  return (
    <ul className="grid gap-2">
      {broken.map(({ name, runs, spans }, index) => (
        <li key={index} className="grid gap-1">
          <p className="flex flex-wrap justify-between gap-x-4">
            <span className="font-medium break-words">{name}</span>
            <span className="text-muted">{plural(runs, { one: "# run counts", other: "# runs count" })}</span>
          </p>
          <svg aria-hidden className="h-2 w-full rounded-control bg-line">
            {spans.map((span) => (
              <rect key={span.from} {...stretch(span)} height="100%" className="fill-warn" />
            ))}
          </svg>
          <ul className="text-caption text-muted">
            {spans.slice(-5).map((span) => (
              <li key={span.from}>
                {formatDateTime(span.from)} – {span.until > until ? t`now` : formatDateTime(span.until)}
              </li>
            ))}
          </ul>
        </li>
      ))}
      {more > 0 ? (
        <li className="text-caption text-muted">{plural(more, { one: "# more is not shown.", other: "# more are not shown." })}</li>
      ) : null}
    </ul>
  );
}
