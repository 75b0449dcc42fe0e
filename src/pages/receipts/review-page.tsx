import { t } from "@lingui/core/macro";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Dices, Users } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { receiptSearchFrom, receiptSearchText } from "#src/components/receipts/filters.ts";
import { ReviewQueueView } from "#src/components/receipts/review-queue-view.tsx";
import { sampleFor } from "#src/components/receipts/sampling.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { PageSkeleton } from "#src/components/ui/skeleton.tsx";
import { paths } from "#src/paths.ts";

import { beginSitting, sampleFrom, sittingInWords, type SampleChoice } from "./sitting.ts";

function sittingQuery(search: string, sample: SampleChoice | null, number: number) {
  return queryOptions({
    queryKey: ["sitting", search, sample, number],
    queryFn: () => beginSitting(receiptSearchFrom(new URLSearchParams(search)), sample),
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
  const sampled = sampleFor(population);
  const facts =
    sitting === undefined || isPlaceholderData ? undefined : (
      <span>{sittingInWords(sitting, receiptSearchFrom(params), sample !== null)}</span>
    );
  const header = (
    <PageHeader
      title={t`Review queue`}
      crumbs={[{ label: t`Receipts`, to: paths.receipts(search) }]}
      facts={facts}
      actions={
        <>
          {sample === null ? (
            <Button
              icon={<Dices aria-hidden />}
              disabledReason={population < 20 ? t`Fewer than 20 receipts: look at all of them.` : undefined}
              onClick={() => draw(population)}
            >
              {population < 20 ? t`Draw a sample` : t`Draw a sample of ${sampled}`}
            </Button>
          ) : (
            <Button onClick={() => setParams(search, { replace: true })}>{t`All instead`}</Button>
          )}
          <Button onClick={() => setNumber(number + 1)}>{t`Begin again`}</Button>
          <ButtonLink icon={<Users aria-hidden />} to={paths.receiptAgreement()}>{t`Agreement`}</ButtonLink>
        </>
      }
    />
  );
  if (sitting === undefined || isPlaceholderData)
    return (
      <>
        {header}
        {error ? <ErrorNote text={describeError(error)} /> : <PageSkeleton />}
      </>
    );
  if (sitting.rows.length === 0) {
    return (
      <>
        {header}
        <EmptyState
          title={t`Nothing to review`}
          body={t`No receipt passes the filters of this queue.`}
          action={<ButtonLink to={paths.receipts()}>{t`All receipts`}</ButtonLink>}
        />
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
        disabledReason={roleReason ?? (isConnected ? undefined : t`No connection to the server.`)}
      />
    </>
  );
}
