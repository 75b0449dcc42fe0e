import { useCallback } from "react";
import { Link, useSearchParams } from "react-router";

import { type AuditEntry, useAuditPages } from "#src/api/audit.ts";
import { serverNow } from "#src/api/clock.ts";
import { SpacerRow } from "#src/components/receipts/spacer-row.tsx";
import { useVirtualRows } from "#src/components/receipts/use-virtual-rows.ts";
import { Button } from "#src/components/ui/button.tsx";
import { EmptyState } from "#src/components/ui/empty-state.tsx";
import { SearchInput } from "#src/components/ui/field.tsx";
import { PageHeader } from "#src/components/ui/page-header.tsx";
import { TableSkeleton } from "#src/components/ui/skeleton.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "#src/components/ui/table.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { pageHeaders } from "#src/page-headers.ts";
import { paths } from "#src/paths.ts";

const actorKinds: Record<AuditEntry["actor"]["kind"], string> = { operator: "operator", apiKey: "API key", robot: "robot", system: "server" };

/** Kinds of things that have a page of their own. */
const pages: Record<string, (id: string) => string> = {
  session: paths.session,
  sessions: paths.session,
  robot: paths.robot,
  robots: paths.robot,
  deployment: paths.deployment,
  deployments: paths.deployment,
  receipt: paths.receipt,
  receipts: paths.receipt,
  robotSchema: paths.robotSchema,
  robotSchemas: paths.robotSchema,
};

/** "member.setRole" as a person reads it: "Member: set role". */
const actionInWords = (action: string) => reasonInWords(action.replaceAll(/([a-z])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(".", ": "));

const matchesText = (entry: AuditEntry, needle: string) =>
  [entry.actor.name, entry.action, entry.targetName, entry.targetKind, entry.reason].some((text) => text?.toLowerCase().includes(needle));

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

/** Entries read at a time, and how far a search reads by itself. */
const MORE = 200;
const ENOUGH = 2_000;

const count = new Intl.NumberFormat("en");

/** How many entries are shown of how many, never more than is known. */
function entriesInWords(shown: number, read: number, isDone: boolean, isSearch: boolean): string {
  const entries = `${count.format(shown)} ${shown === 1 ? "entry" : "entries"}`;
  if (isDone) return isSearch ? `${entries} of ${count.format(read)}.` : `${entries}, all of them.`;
  return isSearch ? `${entries} among the newest ${count.format(read)}; there are more.` : `The newest ${entries}; scroll for older ones.`;
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const target = params.get("target") ?? undefined;
  const search = params.get("q") ?? "";
  const { results, status, loadMore } = useAuditPages(target);
  const needle = search.trim().toLowerCase();
  const rows = needle === "" ? results : results.filter((entry) => matchesText(entry, needle));

  const more = useCallback(() => loadMore(MORE), [loadMore]);
  // A search reads on by itself so far, and then asks.
  const readsOn = status === "CanLoadMore" && (needle === "" || results.length < ENOUGH);

  const set = (key: string, value: string | undefined) => {
    const next = new URLSearchParams(params);
    if (value === undefined || value === "") next.delete(key);
    else next.set(key, value);
    setParams(next, { replace: true });
  };

  return (
    <>
      <PageHeader {...pageHeaders["/audit"]} />
      <div className="grid gap-3">
        <div className="flex flex-wrap gap-3">
          <SearchInput label="Search the audit log" placeholder="Person, action, thing or reason" className="max-w-96" value={search} onChange={(event) => set("q", event.target.value)} />
          {target === undefined ? null : <Button tone="quiet" onClick={() => set("target", undefined)}>Show entries of everything</Button>}
        </div>
        {status === "LoadingFirstPage" ? (
          <output aria-label="Loading the audit log"><TableSkeleton rows={8} /></output>
        ) : rows.length === 0 && !readsOn && status !== "LoadingMore" ? (
          needle === "" && target === undefined ? (
            <EmptyState title="No entries yet" body="The first change to anything writes the first entry." />
          ) : (
            <EmptyState title="No entries match" body={status === "Exhausted" ? "No entry contains this." : `None of the newest ${results.length} entries contains this.`} action={<Button onClick={() => setParams({}, { replace: true })}>Clear the filters</Button>} />
          )
        ) : (
          <>
            <p role="status" className="text-caption text-muted tabular">{entriesInWords(rows.length, results.length, status === "Exhausted", needle !== "")}</p>
            <AuditTable rows={rows} onTarget={(id) => set("target", id)} onNearEnd={readsOn ? more : undefined} />
            {status === "CanLoadMore" && !readsOn ? <div><Button onClick={more}>Search older entries</Button></div> : null}
          </>
        )}
      </div>
    </>
  );
}

const COLUMNS = 5;
const ROW_HEIGHT = 64;

function AuditTable({ rows, onTarget, onNearEnd }: { rows: readonly AuditEntry[]; onTarget: (id: string) => void; onNearEnd: (() => void) | undefined }) {
  const { body, indices, before, after, measure } = useVirtualRows(rows.length, { rowHeight: ROW_HEIGHT, keyOf: (index) => rows[index]?.id ?? String(index), onNearEnd });
  return (
    <Table label="Audit log" rowCount={rows.length + 1}>
      <TableHead>
        <HeadCell>When</HeadCell>
        <HeadCell>Who</HeadCell>
        <HeadCell>What</HeadCell>
        <HeadCell>On</HeadCell>
        <HeadCell>Why and how</HeadCell>
      </TableHead>
      <tbody ref={body}>
        <SpacerRow height={before} columns={COLUMNS} />
        {indices.map((index) => {
          const entry = rows[index];
          return entry === undefined ? null : <Entry key={entry.id} entry={entry} index={index} measure={measure} onTarget={onTarget} />;
        })}
        <SpacerRow height={after} columns={COLUMNS} />
      </tbody>
    </Table>
  );
}

type EntryProps = { entry: AuditEntry; index: number; measure: (row: HTMLTableRowElement | null) => void; onTarget: (id: string) => void };

function Entry({ entry, index, measure, onTarget }: EntryProps) {
  const page = pages[entry.targetKind];
  return (
    <Row ref={measure} data-index={index} aria-rowindex={index + 2} className="align-top">
      <Cell className="whitespace-nowrap text-muted"><RelativeTime at={entry.at} now={serverNow} /></Cell>
      <Cell>{entry.actor.name}<span className="block text-caption text-muted">{actorKinds[entry.actor.kind]}</span></Cell>
      <Cell className="font-medium">{actionInWords(entry.action)}</Cell>
      <Cell>
        {page === undefined ? entry.targetName : <Link className="inline-block min-h-6 py-0.5 hover:underline" to={page(entry.targetId)}>{entry.targetName}</Link>}
        <button type="button" className="block min-h-6 text-left text-caption text-muted hover:underline" onClick={() => onTarget(entry.targetId)}>only this {entry.targetKind}</button>
      </Cell>
      <Cell className="min-w-48">
        {entry.reason === null ? null : <p>{reasonInWords(entry.reason)}</p>}
        {entry.before === null && entry.after === null ? null : (
          <details className="text-caption">
            <summary className="text-muted">Before and after</summary>
            <div className="grid gap-2 pt-1 sm:grid-cols-2">
              <pre className="overflow-x-auto rounded-control bg-sunken p-2 font-mono whitespace-pre-wrap">{entry.before === null ? "nothing" : pretty(entry.before)}</pre>
              <pre className="overflow-x-auto rounded-control bg-sunken p-2 font-mono whitespace-pre-wrap">{entry.after === null ? "nothing" : pretty(entry.after)}</pre>
            </div>
          </details>
        )}
      </Cell>
    </Row>
  );
}
