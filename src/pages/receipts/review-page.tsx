import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Dices } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { readAllReceipts } from "#src/api/receipt-export.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { matches, receiptSearchFrom, receiptSearchText, serverFilterOf } from "#src/components/receipts/filters.ts";
import { outliersFirst } from "#src/components/receipts/review-queue.ts";
import { ReviewQueueView } from "#src/components/receipts/review-queue-view.tsx";
import { drawSample, sampleFor } from "#src/components/receipts/sampling.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

import { sampleFrom, type SampleChoice } from "./sitting.ts";

/** More than one sitting holds; the next ones are the next sitting. */
const MOST = 500;

/** What is worked through now, with how many there are of it in all. Read once: with the filter "not reviewed" live rows would vanish one by one. */
type Sitting = { rows: readonly Receipt[]; population: number };

function sittingQuery(search: string, sample: SampleChoice | null, number: number) {
  const wanted = receiptSearchFrom(new URLSearchParams(search));
  // A sample is of all that match, reviewed or not: else it would shrink and change while it is worked through.
  const filter = sample === null ? wanted : { ...wanted, verdict: "all" as const };
  return queryOptions({
    queryKey: ["sitting", search, sample, number],
    queryFn: async (): Promise<Sitting> => {
      const all = (await readAllReceipts(serverFilterOf(filter), () => undefined)).filter((row) => matches(filter, row));
      const rows = sample === null ? outliersFirst(all).slice(0, MOST) : drawSample(all, sample.size, sample.seed);
      return { rows, population: all.length };
    },
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const [number, setNumber] = useState(0);
  const roleReason = useRoleReason("operator");
  const isConnected = useIsConnected();
  const sample = sampleFrom(params);
  const search = receiptSearchText(receiptSearchFrom(params));
  const { data: sitting, error, isPlaceholderData } = useQuery(sittingQuery(search, sample, number));

  const draw = (population: number) => {
    const next = new URLSearchParams(search);
    next.set("sample", String(sampleFor(population)));
    next.set("seed", String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1));
    setParams(next, { replace: true });
  };
  const population = sitting?.population ?? 0;
  const facts =
    sample !== null ? (
      <span>A random sample of {sitting?.rows.length ?? sample.size} of {population}. The address holds the draw: it is the same on every device.</span>
    ) : (
      <span>{population > MOST ? `The ${MOST} most unusual of ${population}. ` : ""}Outliers first. The order stays as it is until you begin again; what is judged stays judged.</span>
    );
  const header = (
    <PageHeader
      title="Review queue"
      crumbs={[{ label: "Receipts", to: paths.receipts(search) }]}
      facts={facts}
      actions={
        <>
          {sample === null ? (
            <Button icon={<Dices aria-hidden />} disabledReason={population < 20 ? "Fewer than 20 receipts: look at all of them." : undefined} onClick={() => draw(population)}>
              {population < 20 ? "Draw a sample" : `Draw a sample of ${sampleFor(population)}`}
            </Button>
          ) : (
            <Button onClick={() => setParams(search, { replace: true })}>All instead</Button>
          )}
          <Button onClick={() => setNumber(number + 1)}>Begin again</Button>
        </>
      }
    />
  );
  if (sitting === undefined || isPlaceholderData) return <>{header}{error ? <ErrorNote text={describeError(error)} /> : <PageSkeleton />}</>;
  if (sitting.rows.length === 0) {
    return (
      <>
        {header}
        <EmptyState title="Nothing to review" body="No receipt passes the filters of this queue." action={<ButtonLink to={paths.receipts()}>All receipts</ButtonLink>} />
      </>
    );
  }
  return (
    <>
      {header}
      <ReviewQueueView
        key={`${number} ${search} ${sample?.seed ?? ""}`}
        rows={sitting.rows}
        population={sample === null ? undefined : population}
        disabledReason={roleReason ?? (isConnected ? undefined : "No connection to the server.")}
      />
    </>
  );
}
