import { t } from "@lingui/core/macro";

import { classNames } from "#src/lib/class-names.ts";

import { PageHeader, type PageHeaderProps } from "./page-header.tsx";

/** A grey shape where something will stand. Give it the size of what comes. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={classNames("block animate-pulse rounded-control bg-sunken", className)} />
);

/** A whole page on its way: its head, when that needs no data, and rows, so nothing jumps when the data lands. */
export function PageSkeleton({ rows = 6, header }: { rows?: number; header?: PageHeaderProps | undefined }) {
  return (
    <>
      {header === undefined ? null : <PageHeader {...header} />}
      <output aria-label={t`Loading page`} className="block">
        {header === undefined ? <Skeleton className="mb-6 h-7 w-48" /> : null}
        <TableSkeleton rows={rows} />
      </output>
    </>
  );
}

export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <span className="card block">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="flex h-row items-center gap-4 border-b border-line px-3 last:border-0">
          <Skeleton className="h-3.5 w-1/4" />
          <Skeleton className="h-3.5 w-1/6" />
          <Skeleton className="ms-auto h-3.5 w-16" />
        </span>
      ))}
    </span>
  );
}
