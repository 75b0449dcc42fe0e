import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import { describeError } from "#src/api/errors.ts";
import { type Receipt, type ReceiptId, receiptQueries, useReceiptPages } from "#src/api/receipts.ts";
import { Comparison } from "#src/components/receipts/comparison.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { Select } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { formatDateTime } from "#src/lib/time.ts";
import { pageHeaders } from "#src/page-headers.ts";

import { comparedFrom } from "./params.ts";

export function Component() {
  const [params, setParams] = useSearchParams();
  const { a, b } = comparedFrom(params);
  const left = useQuery(receiptQueries.detailIfChosen(a));
  const right = useQuery(receiptQueries.detailIfChosen(b));
  const { results, status } = useReceiptPages({});
  if (status === "LoadingFirstPage") return <PageSkeleton header={pageHeaders["/receipts/compare"]} />;

  const set = (side: "a" | "b", id: string) => {
    const next = new URLSearchParams(params);
    if (id === "") next.delete(side);
    else next.set(side, id);
    setParams(next, { replace: true });
  };
  // Runs of the same deployment are what one usually compares with, so they come first.
  const deployment = left.data?.row.deploymentId;
  const others = results.toSorted((x, y) => Number(y.deploymentId === deployment) - Number(x.deploymentId === deployment));
  const failure = left.error ?? right.error;

  return (
    <>
      <PageHeader {...pageHeaders["/receipts/compare"]} />
      <div className="grid gap-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Choice label="One receipt" value={a} rows={results} onChange={(id) => set("a", id)} />
          <Choice label="Another receipt" value={b} rows={others.filter(({ id }) => id !== a)} onChange={(id) => set("b", id)} />
        </div>
        {failure ? <ErrorNote text={describeError(failure)} /> : null}
        {a === null || b === null ? (
          <EmptyState title="Choose two receipts" body="What differs between the two runs is shown field by field." />
        ) : left.data === undefined || right.data === undefined ? (
          failure ? null : <PageSkeleton />
        ) : (
          <Comparison left={left.data} right={right.data} />
        )}
      </div>
    </>
  );
}

type ChoiceProps = { label: string; value: ReceiptId | null; rows: readonly Receipt[]; onChange: (id: string) => void };

function Choice({ label, value, rows, onChange }: ChoiceProps) {
  return (
    <Select label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
      <option value="">Choose a receipt</option>
      {value !== null && !rows.some(({ id }) => id === value) ? <option value={value}>The receipt of the address</option> : null}
      {rows.map((row) => <option key={row.id} value={row.id}>#{row.sequence} {row.robotName ?? "no robot"}, {formatDateTime(row.timestamp)}</option>)}
    </Select>
  );
}
