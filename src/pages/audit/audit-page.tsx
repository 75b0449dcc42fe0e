import { plural, t } from "@lingui/core/macro";
import { lazy, Suspense, useCallback, useMemo } from "react";

import { type AuditEntry, useAuditPages } from "#src/api/audit.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { AuditRow } from "#src/components/audit/audit-row.tsx";
import { matchesSearch } from "#src/components/audit/audit-search.ts";
import { SpacerRow } from "#src/components/receipts/spacer-row.tsx";
import { useVirtualRows } from "#src/components/receipts/use-virtual-rows.ts";
import { OrTryOut } from "#src/components/robots/or-try-out.tsx";
import { Button } from "#src/components/ui/button.tsx";
import { CopyableId } from "#src/components/ui/copyable-id.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { Input, SearchInput } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { Skeleton, TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { HeadCell, Table, TableHead } from "#src/components/ui/table.tsx";
import { useAddress } from "#src/components/ui/use-address.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { pageHeaders } from "#src/page-headers.ts";

const AuditExport = lazy(() => import("#src/components/audit/audit-export.tsx").then((module) => ({ default: module.AuditExport })));

const DAY_MS = 24 * 3_600_000;
/** A day of the address, "2030-01-31", as this device counts days; undefined for anything else. */
const dayAt = (text: string | null): number | undefined => {
  const at = text !== null && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00`).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
};

/** Entries read at a time, and how far a search reads by itself. */
const MORE = 200;
const ENOUGH = 2_000;

/** How many entries are shown of how many, never more than is known. */
function entriesInWords(shown: number, read: number, isDone: boolean, isSearch: boolean): string {
  const whole = formatNumber(read);
  if (isDone)
    return isSearch
      ? plural(shown, { one: `# entry of ${whole}.`, other: `# entries of ${whole}.` })
      : plural(shown, { one: "# entry, all of them.", other: "# entries, all of them." });
  return isSearch
    ? plural(shown, {
        one: `# entry among the newest ${whole}; there are more.`,
        other: `# entries among the newest ${whole}; there are more.`,
      })
    : plural(shown, { one: "The newest # entry; scroll for older ones.", other: "The newest # entries; scroll for older ones." });
}

export function Component() {
  const [params, change] = useAddress();
  const target = params.get("target") ?? undefined;
  const search = params.get("q") ?? "";
  const actor = params.get("by") ?? undefined;
  const [from, to] = [params.get("from"), params.get("to")];
  const isConnected = useIsConnected();
  const filter = useMemo(() => {
    const [since, last] = [dayAt(from), dayAt(to)];
    return {
      ...(target === undefined ? {} : { targetId: target }),
      ...(actor === undefined ? {} : { actorId: actor }),
      ...(since === undefined ? {} : { since }),
      ...(last === undefined ? {} : { until: last + DAY_MS }),
    };
  }, [target, actor, from, to]);
  const isFiltered = Object.keys(filter).length > 0;
  const { results, status, loadMore } = useAuditPages(filter);
  const read = results.length;
  const needle = search.trim();
  const rows = needle === "" ? results : results.filter((entry) => matchesSearch(entry, needle));

  const more = useCallback(() => loadMore(MORE), [loadMore]);
  // A search reads on by itself so far, and then asks.
  const readsOn = status === "CanLoadMore" && (needle === "" || read < ENOUGH);

  const set = (key: string, value: string | null) => change({ [key]: value === "" ? null : value });

  return (
    <>
      <PageHeader {...pageHeaders["/audit"]} />
      <div className="grid gap-3">
        <div className="flex flex-wrap items-end gap-3">
          <SearchInput
            label={t`Search the audit log`}
            placeholder={t`Person, action, thing or reason`}
            className="max-w-96"
            value={search}
            onChange={(event) => set("q", event.target.value)}
          />
          <Input
            label={t({ message: "From", context: "first day" })}
            type="date"
            className="max-sm:min-w-0 max-sm:flex-1"
            value={from ?? ""}
            onChange={(event) => set("from", event.target.value)}
          />
          <Input
            label={t({ message: "To", context: "last day" })}
            type="date"
            className="max-sm:min-w-0 max-sm:flex-1"
            value={to ?? ""}
            onChange={(event) => set("to", event.target.value)}
          />
          <Suspense fallback={<Skeleton className="h-control w-36" />}>
            <AuditExport
              filter={filter}
              matches={(entry) => matchesSearch(entry, needle)}
              disabledReason={isConnected ? undefined : t`No connection to the server.`}
            />
          </Suspense>
          {target === undefined ? null : <Button tone="quiet" onClick={() => set("target", null)}>{t`Show entries of everything`}</Button>}
          {actor === undefined ? null : <Button tone="quiet" onClick={() => set("by", null)}>{t`Show entries by everybody`}</Button>}
        </div>
        {target === undefined ? null : <CopyableId id={target} label={t`Copy the id of what these entries are about`} />}
        {actor === undefined ? null : <CopyableId id={actor} label={t`Copy the id of who did this`} />}
        {status === "LoadingFirstPage" ? (
          <output aria-label={t`Loading the audit log`}>
            <TableSkeleton rows={8} />
          </output>
        ) : rows.length === 0 && !readsOn && status !== "LoadingMore" ? (
          needle === "" && !isFiltered ? (
            <EmptyState title={t`No entries yet`} body={t`The first change to anything writes the first entry.`} action={<OrTryOut />} />
          ) : (
            <EmptyState
              title={t`No entries match`}
              body={status === "Exhausted" ? t`No entry contains this.` : t`None of the newest ${read} entries contains this.`}
              action={
                <Button onClick={() => change({ q: null, target: null, by: null, from: null, to: null })}>{t`Clear the filters`}</Button>
              }
            />
          )
        ) : (
          <>
            <p role="status" className="text-caption text-muted tabular">
              {entriesInWords(rows.length, read, status === "Exhausted", needle !== "")}
            </p>
            <AuditTable
              rows={rows}
              onTarget={(id) => set("target", id)}
              onActor={(id) => set("by", id)}
              onNearEnd={readsOn ? more : undefined}
            />
            {status === "CanLoadMore" && !readsOn ? (
              <div>
                <Button onClick={more}>{t`Search older entries`}</Button>
              </div>
            ) : null}
          </>
        )}
      </div>
    </>
  );
}

const COLUMNS = 5;
const ROW_HEIGHT = 44;

function AuditTable({
  rows,
  onTarget,
  onActor,
  onNearEnd,
}: {
  rows: readonly AuditEntry[];
  onTarget: (id: string) => void;
  onActor: (id: string) => void;
  onNearEnd: (() => void) | undefined;
}) {
  const { body, indices, before, after, measure } = useVirtualRows(rows, { rowHeight: ROW_HEIGHT, onNearEnd });
  return (
    <Table label={t`Audit log`} rowCount={rows.length + 1}>
      <TableHead>
        <HeadCell className="max-sm:hidden">{t`When`}</HeadCell>
        <HeadCell className="max-sm:hidden">{t`Who`}</HeadCell>
        <HeadCell>{t`What`}</HeadCell>
        <HeadCell className="max-sm:hidden">{t({ message: "On", context: "thing" })}</HeadCell>
        <HeadCell className="max-sm:hidden">{t`Why and how`}</HeadCell>
      </TableHead>
      <tbody ref={body}>
        <SpacerRow height={before} columns={COLUMNS} />
        {indices.map((index) => {
          const entry = rows[index];
          return entry === undefined ? null : (
            <AuditRow key={entry.id} entry={entry} index={index} measure={measure} onTarget={onTarget} onActor={onActor} />
          );
        })}
        <SpacerRow height={after} columns={COLUMNS} />
      </tbody>
    </Table>
  );
}
