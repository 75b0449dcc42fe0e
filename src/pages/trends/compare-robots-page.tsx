import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { alertRuleQueries } from "#src/api/alert-rules.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { ComparisonFigure, limitsOf } from "#src/components/comparison/comparison-figure.tsx";
import { ComparisonForm } from "#src/components/comparison/comparison-form.tsx";
import { ComparisonTable } from "#src/components/comparison/comparison-table.tsx";
import { drawnInWords, keptInWords, zoomWords } from "#src/components/comparison/comparison-words.ts";
import { addressOf, type Comparison, comparisonFrom } from "#src/components/comparison/comparison.ts";
import { beyondAll } from "#src/components/comparison/figure-data.ts";
import { PartsOfRobots } from "#src/components/comparison/parts-of-robots.tsx";
import { useComparison } from "#src/components/comparison/use-comparison.ts";
import { heldParams } from "#src/components/heartbeats/held.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { TrendTabs } from "#src/components/trends/trend-tabs.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { ZoomBar } from "#src/components/ui/zoom-bar.tsx";
import type { Stretch } from "#src/lib/zoom.ts";
import { formatTimeAndZone } from "#src/lib/time.ts";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const readInWords = (time: string) => t`Read at ${time}, from the minutes of each robot.`;

/** One number of several robots over the same time: a line each, and the same as a table. All of it is the address. */
export function Component() {
  const [params, changeAddress] = useAddress();
  const comparison = comparisonFrom(params);
  const found = useComparison(comparison, params.get("zoom"));
  const { asked, whole, zoom, shown, robots, meant, compared, drawn, lines, openedAt } = found;
  const { data: rules = [] } = useQuery(alertRuleQueries.list());
  const [cursor, setCursor] = useState<number | null>(null);
  const navigate = useNavigate();
  const roleReason = useRoleReason("admin");
  const isConnected = useIsConnected();
  const offline = isConnected ? undefined : t`No connection to the server.`;
  // Another time is a whole one: what was a part of the old one is none of it.
  const change = (part: Partial<Comparison>) =>
    changeAddress({ ...addressOf(part), ...("span" in part || "until" in part ? { zoom: null } : {}) });
  const zoomTo = (part: Stretch | null) => changeAddress(part === null ? { zoom: null } : heldParams({ whole, part }));
  const threshold = comparison.line ?? beyondAll(compared, asked);
  const isRule = asked.field !== "longestGapMs";
  const makeRule = () =>
    void navigate(
      paths.newAlertRule({
        ...{ value: asked.field, threshold: String(threshold ?? 0), over: String(!asked.isLowWorse) },
        ...{ robots: comparison.robots?.join(","), kind: comparison.kind },
      }),
    );
  const isNothing = compared.every(({ withValue }) => withValue === 0);
  return (
    <>
      <PageHeader {...pageHeaders["/trends/robots"]} />
      <TrendTabs />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <ComparisonForm {...{ comparison, asked, robots, whole, oldest: found.oldest }} onChange={change} />
        {found.error ? <ErrorNote text={`${t`The robots could not be compared.`} ${describeError(found.error)}`} /> : null}
        {found.isLoading ? (
          found.error ? null : (
            <output aria-label={t`Loading the comparison`}>
              <Skeleton className="h-96 w-full" />
            </output>
          )
        ) : robots.length === 0 ? (
          <EmptyState title={t`No robots yet`} body={t`What robots report is compared here, minute by minute.`} action={<OrTryOut />} />
        ) : meant.looked.length === 0 ? (
          <EmptyState title={t`No robot is meant.`} body={t`Choose at least one robot, or every one.`} />
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-2">
              <ZoomBar whole={whole} zoom={zoom} cursor={cursor} onZoom={zoomTo} words={zoomWords(shown)} />
              <span className="flex flex-wrap gap-2 print:hidden">
                <Button
                  size="small"
                  icon={<RefreshCw aria-hidden />}
                  isBusy={found.isReading}
                  disabledReason={offline}
                  onClick={found.again}
                >{t`Read again`}</Button>
                {isRule ? (
                  <Button
                    size="small"
                    disabledReason={roleReason ?? (threshold === null ? t`There is no value to make it of.` : undefined)}
                    onClick={makeRule}
                  >{t`Make a rule of this…`}</Button>
                ) : null}
              </span>
            </div>
            {isNothing ? (
              <EmptyState
                title={t`No values in this time`}
                body={t`None of these robots reported this number then. The table says which were silent.`}
              />
            ) : (
              <ComparisonFigure
                {...{ asked, lines, shown, cursor, onCursor: setCursor, isStale: !isConnected }}
                limits={limitsOf(rules, asked, comparison.line)}
                onZoom={(from, to) => zoomTo({ from, to })}
                isWaiting={found.areLinesWaiting}
              />
            )}
            <p className="text-caption text-muted">
              {drawnInWords({ drawn: drawn.length, all: meant.looked.length, asked })} {readInWords(formatTimeAndZone(openedAt))}
            </p>
            <PartsOfRobots {...meant} onChange={(part) => change({ part })} />
            <ComparisonTable
              {...{ asked, compared, robots, lines, shown, span: comparison.span, now: openedAt, isStale: !isConnected }}
              draw={comparison.draw ?? []}
              onDraw={(ids) => change({ draw: ids.length === 0 ? undefined : ids })}
            />
          </>
        )}
        {found.keptHours === 0 ? null : (
          <p className="text-caption text-muted">
            {keptInWords(found.keptHours)} <Link to={paths.settingsData()} className="underline">{t`How long data is kept`}</Link>
          </p>
        )}
      </div>
    </>
  );
}
