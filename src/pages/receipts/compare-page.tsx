import { t } from "@lingui/core/macro";
import { useQueries } from "@tanstack/react-query";
import { ArrowUp, X } from "lucide-react";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { receiptQueries, useReceiptPages } from "#src/api/receipts.ts";
import type { CompareView } from "#src/components/receipts/comparison.tsx";
import { VerdictMark } from "#src/components/receipts/verdict-mark.tsx";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { formatDateTime } from "#src/lib/time.ts";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

import { comparedFrom, mostCompared } from "./params.ts";

const Comparison = lazy(() => import("#src/components/receipts/comparison.tsx").then((module) => ({ default: module.Comparison })));

/** The address as it is now. What was drawn last may be older by a press: the next change must not undo it. */
const addressNow = () => new URLSearchParams(location.search);

/** The address of a view: what is as usual is left out. */
function viewParams(change: Partial<CompareView>): URLSearchParams {
  const next = addressNow();
  const put = (key: string, value: string | null) => (value === null ? next.delete(key) : next.set(key, value));
  if (change.align !== undefined) put("align", change.align === "start" ? null : change.align);
  if (change.joint !== undefined) put("joint", change.joint);
  if (change.showsAll !== undefined) put("all", change.showsAll ? "yes" : null);
  if (change.moment !== undefined) put("t", change.moment === null ? null : String(Math.round(change.moment / 100) / 10));
  return next;
}

function viewFrom(params: URLSearchParams): CompareView {
  const seconds = Number(params.get("t") ?? "x");
  return {
    align: params.get("align") === "promotion" ? "promotion" : "start",
    joint: params.get("joint"),
    showsAll: params.get("all") === "yes",
    moment: Number.isFinite(seconds) ? seconds * 1_000 : null,
  };
}

function ComparedTime({ at, isFirst }: { at: number; isFirst: boolean }) {
  const time = formatDateTime(at);
  return isFirst ? t`${time}. The others are compared with this one.` : time;
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const ids = comparedFrom(params);
  const details = useQueries({ queries: ids.map((id) => receiptQueries.detail(id)) });
  const { results, status } = useReceiptPages({});
  if (status === "LoadingFirstPage") return <PageSkeleton header={pageHeaders["/receipts/compare"]} />;

  const choose = (next: readonly string[]) => {
    const text = addressNow();
    for (const key of ["a", "b", "t"]) text.delete(key);
    if (next.length === 0) text.delete("ids");
    else text.set("ids", next.join(","));
    setParams(text, { replace: true });
  };
  const found = details.flatMap(({ data }) => (data === undefined ? [] : [data]));
  // Runs of the same deployment are what one usually compares with, so they come first.
  const deployment = found[0]?.row.deploymentId;
  const others = results
    .filter(({ id }) => !ids.includes(id))
    .toSorted((x, y) => Number(y.deploymentId === deployment) - Number(x.deploymentId === deployment));
  const failure = details.find(({ error }) => error)?.error;
  const isFull = ids.length >= mostCompared;

  return (
    <>
      <PageHeader {...pageHeaders["/receipts/compare"]} />
      <div className="grid gap-6">
        <section aria-label={t`Compared receipts`} className="grid gap-3">
          {found.length === 0 ? null : (
            <ol className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
              {found.map(({ row, row: { sequence } }, index) => (
                <li key={row.id} className="card flex items-start justify-between gap-2 py-2 pe-2 ps-3">
                  <span className="grid min-w-0">
                    <span className="flex flex-wrap items-baseline gap-x-2">
                      <a className="font-medium hover:underline" href={paths.receipt(row.id)}>
                        #{sequence} {row.robotName ?? t`no robot`}
                      </a>
                      <VerdictMark row={row} />
                    </span>
                    <span className="text-caption text-muted">
                      <ComparedTime at={row.timestamp} isFirst={index === 0} />
                    </span>
                  </span>
                  <span className="flex shrink-0 gap-1">
                    {index === 0 ? null : (
                      <Button
                        tone="quiet"
                        size="small"
                        icon={<ArrowUp aria-hidden />}
                        aria-label={t`Compare the others with receipt ${sequence}`}
                        onClick={() => choose([row.id, ...ids.filter((id) => id !== row.id)])}
                      />
                    )}
                    <Button
                      tone="quiet"
                      size="small"
                      icon={<X aria-hidden />}
                      aria-label={t`Leave out receipt ${sequence}`}
                      onClick={() => choose(ids.filter((id) => id !== row.id))}
                    />
                  </span>
                </li>
              ))}
            </ol>
          )}
          <Select
            label={ids.length === 0 ? t`First receipt` : t`Add a receipt`}
            className="max-w-md"
            hint={isFull ? t`At most ${mostCompared} at once. Leave one out to add another.` : undefined}
            disabled={isFull}
            value=""
            onChange={(event) => choose([...ids, event.target.value])}
          >
            <option value="">{t`Choose a receipt`}</option>
            {others.map((row) => (
              <option key={row.id} value={row.id}>
                #{row.sequence} {row.robotName ?? t`no robot`}, {formatDateTime(row.timestamp)}
              </option>
            ))}
          </Select>
        </section>
        {failure ? (
          <ErrorNote
            text={describeError(failure)}
            action={<Button size="small" onClick={() => choose(found.map(({ row }) => row.id))}>{t`Leave it out`}</Button>}
          />
        ) : null}
        {ids.length < 2 ? (
          <EmptyState
            title={ids.length === 0 ? t`Choose receipts to compare` : t`Choose another receipt`}
            body={t`Two to six: where they part, their readings over each other, and what differs field by field.`}
            action={<ButtonLink to={paths.receipts()}>{t`Choose in the list`}</ButtonLink>}
          />
        ) : details.some(({ data }) => data === undefined) ? (
          failure ? null : (
            <PageSkeleton />
          )
        ) : (
          <Suspense fallback={<PageSkeleton />}>
            <Comparison
              details={found}
              view={viewFrom(params)}
              onView={(change) => setParams(viewParams(change), { replace: true, preventScrollReset: true })}
            />
          </Suspense>
        )}
      </div>
    </>
  );
}
