import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { accountQueries, useRoleReason } from "#src/api/account.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { describeError } from "#src/api/errors.ts";
import { reviewQueries } from "#src/api/reviews.ts";
import { AgreementTables } from "#src/components/receipts/agreement-tables.tsx";
import { DisagreementCard } from "#src/components/receipts/disagreement-card.tsx";
import { DoubleShare } from "#src/components/receipts/double-share.tsx";
import { ErrorNote } from "#src/components/ui/error-note.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { pageHeaders } from "#src/page-headers.ts";

export function Component() {
  const operatorReason = useRoleReason("operator");
  const adminReason = useRoleReason("admin");
  const connection = useIsConnected() ? undefined : t`No connection to the server.`;
  const { data: agreement, error } = useQuery(reviewQueries.agreement());
  const lists = [useQuery(reviewQueries.disagreements("disputed")), useQuery(reviewQueries.disagreements("resolved"))];
  const header = <PageHeader {...pageHeaders["/receipts/agreement"]} />;
  // How far down each part stands depends on those above it.
  if (lists.some(({ isPending }) => isPending))
    return (
      <>
        {header}
        <output aria-label={t`Loading page`}>
          <TableSkeleton rows={4} />
        </output>
      </>
    );
  return (
    <>
      {header}
      <div className="grid gap-8 lg:grid-cols-2">
        <div className="grid content-start gap-8">
          <Disagreements
            state="disputed"
            title={t`Disagreements`}
            empty={t`Nobody disagrees about a receipt now.`}
            disabledReason={operatorReason ?? connection}
          />
          <Disagreements
            state="resolved"
            title={t`Resolved`}
            empty={t`No disagreement was resolved, and no agreement overruled.`}
            disabledReason={operatorReason ?? connection}
          />
        </div>
        <div className="grid content-start gap-8">
          <DoubleShare disabledReason={adminReason ?? connection} />
          <div className="grid gap-2">
            <h2 className="text-heading">{t`Agreement`}</h2>
            {error ? <ErrorNote text={describeError(error)} /> : null}
            {agreement === undefined ? error ? null : <Skeleton className="h-40 w-full" /> : <AgreementTables agreement={agreement} />}
          </div>
        </div>
      </div>
    </>
  );
}

type DisagreementsProps = { state: "disputed" | "resolved"; title: string; empty: string; disabledReason: string | undefined };

function Disagreements({ state, title, empty, disabledReason }: DisagreementsProps) {
  const { data: rows, error } = useQuery(reviewQueries.disagreements(state));
  const { data: me } = useQuery(accountQueries.me());
  const count = rows?.length ?? 0;
  return (
    <section aria-label={title} className="grid content-start gap-3">
      <h2 className="text-heading">{count === 0 ? title : count === 100 ? t`${title} (${count} newest)` : `${title} (${count})`}</h2>
      {error ? <ErrorNote text={describeError(error)} /> : null}
      {rows === undefined ? (
        error ? null : (
          <Skeleton className="h-40 w-full" />
        )
      ) : rows.length === 0 ? (
        <p className="text-muted">{empty}</p>
      ) : (
        <ul className="grid gap-3">
          {rows.map((row) =>
            row.double === undefined ? null : (
              <DisagreementCard key={row.id} row={row} double={row.double} myId={me?.user.id ?? null} disabledReason={disabledReason} />
            ),
          )}
        </ul>
      )}
    </section>
  );
}
