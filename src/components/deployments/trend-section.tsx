import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link } from "react-router";

import type { DeploymentId } from "#src/api/deployments.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { AbsoluteTime } from "#src/components/ui/time.tsx";
import { paths } from "#src/paths.ts";

import { TrendChart } from "./trend-chart.tsx";
import { changeInWords, changesOf, type Trend, trendMeasures, trendOf, valueText } from "./trend-measures.ts";

/** With fewer runs no level can be told from another. */
const FEWEST = 10;

const fewInWords = (count: number, needed: number) =>
  plural(count, { one: `# receipt so far; a trend takes ${needed}.`, other: `# receipts so far; a trend takes ${needed}.` });

function stretchInWords(points: readonly { sequence: number }[]): string {
  const count = points.length;
  const [first, last] = [points[0]?.sequence ?? 0, points.at(-1)?.sequence ?? 0];
  return t`Its last ${plural(count, { one: "# receipt", other: "# receipts" })}, #${first} to #${last}, oldest on the left. A line is the median of a stretch; a dashed line is where it changed.`;
}

/** How a deployment's last 200 runs went, and where that changed. Read once, when it is looked at. */
export function TrendSection({ deploymentId }: { deploymentId: DeploymentId }) {
  const { data: points, error } = useQuery(receiptQueries.trend(deploymentId));
  const trends = useMemo(() => (points === undefined ? [] : trendMeasures.map((measure) => trendOf(points, measure))), [points]);
  const changes = trends.flatMap(changesOf).toSorted((a, b) => b.run.sequence - a.run.sequence);
  return (
    <section aria-label={t`Trend`} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="text-heading">{t`Trend`}</h2>
      {error ? <ErrorNote text={`${t`The receipts could not be read.`} ${describeError(error)}`} /> : null}
      {points === undefined ? (
        error ? null : (
          <Skeleton className="h-40 w-full" />
        )
      ) : points.length < FEWEST ? (
        <p className="text-muted">{points.length === 0 ? t`None of its sessions has a receipt yet.` : fewInWords(points.length, FEWEST)}</p>
      ) : (
        <>
          <p className="text-muted">{stretchInWords(points)}</p>
          {changes.length === 0 ? (
            <p>{t`Nothing changed for five runs or more.`}</p>
          ) : (
            <ul aria-label={t`Changes`} className="grid gap-1">
              {changes.map((change) => {
                const what = changeInWords(change);
                const { id, sequence, timestamp } = change.run;
                return (
                  <li key={`${change.measure.key} ${id}`}>
                    <Trans>
                      {what} with{" "}
                      <Link className="font-medium underline" to={paths.receipt(id)}>
                        #{sequence}
                      </Link>
                      ,{" "}
                      <span className="text-muted">
                        <AbsoluteTime at={timestamp} />
                      </span>
                    </Trans>
                  </li>
                );
              })}
            </ul>
          )}
          <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
            {trends.map((trend) => (
              <TrendChart key={trend.measure.key} trend={trend} />
            ))}
          </div>
          <Numbers trends={trends} points={points} />
        </>
      )}
    </section>
  );
}

function Numbers({ trends, points }: { trends: readonly Trend[]; points: readonly Parameters<typeof trendOf>[0][number][] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="card px-4 py-2.5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-muted">{t`Numbers`}</summary>
      {!isOpen ? null : (
        <Table label={t`Numbers of the trend`} className="mt-2 max-h-96">
          <TableHead>
            <HeadCell>{t`Receipt`}</HeadCell>
            {trends.map(({ measure }) => (
              <HeadCell key={measure.key} isNumber>
                {measure.label}
              </HeadCell>
            ))}
          </TableHead>
          <tbody>
            {points.toReversed().map((point) => (
              <Row key={point.id}>
                <Cell>
                  <Link className="underline" to={paths.receipt(point.id)}>
                    #{point.sequence}
                  </Link>
                </Cell>
                {trends.map(({ measure }) => {
                  const value = measure.of(point);
                  return (
                    <Cell key={measure.key} isNumber>
                      {value === null ? "–" : valueText(value, measure)}
                    </Cell>
                  );
                })}
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </details>
  );
}
