import { t } from "@lingui/core/macro";
import { Columns2 } from "lucide-react";
import type { ReactNode } from "react";

import type { ReceiptId } from "#src/api/receipts.ts";
import { Button, ButtonLink } from "#src/components/ui/button.tsx";
import { paths } from "#src/paths.ts";

import { type ColumnName } from "./chosen-columns.ts";
import { ColumnChoice } from "./column-choice.tsx";

type ListToolbarProps = {
  /** How many there are, in words. */
  said: string;
  /** Undefined where nothing is filtered. */
  onClear: (() => void) | undefined;
  /** Null while the list follows what is new; else how many newer ones wait. */
  waiting: number | null;
  onPause: () => void;
  chosen: readonly ReceiptId[];
  columns: readonly ColumnName[];
  onColumns: (columns: readonly ColumnName[]) => void;
  /** The export of these rows. */
  children: ReactNode;
};

/** What is said of the rows below, and what can be done with them. */
export function ListToolbar({ said, onClear, waiting, onPause, chosen, columns, onColumns, children }: ListToolbarProps) {
  const compared = chosen.length;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 print:hidden">
      <span className="flex flex-wrap items-center gap-x-2">
        <p role="status" className="text-caption text-muted tabular">
          {said}
        </p>
        {onClear === undefined ? null : <Button size="small" tone="quiet" onClick={onClear}>{t`Clear filters`}</Button>}
      </span>
      <span className="relative flex flex-wrap items-center gap-2">
        {compared < 2 ? (
          <Button
            size="small"
            icon={<Columns2 aria-hidden />}
            disabledReason={t`Choose two to six receipts with their boxes.`}
          >{t`Compare`}</Button>
        ) : (
          <ButtonLink size="small" to={paths.receiptCompare(chosen)} icon={<Columns2 aria-hidden />}>{t`Compare ${compared}`}</ButtonLink>
        )}
        {children}
        <Button size="small" onClick={onPause}>
          {waiting === null ? t`Pause the list` : waiting === 0 ? t`Paused: go on` : t`Paused: go on, ${waiting} new`}
        </Button>
        <ColumnChoice columns={columns} onChange={onColumns} />
      </span>
    </div>
  );
}
