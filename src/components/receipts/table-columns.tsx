import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import type { Asked } from "#src/api/receipt-words.ts";
import { serverNow } from "#src/api/clock.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { reasonInWords } from "#src/components/sessions/session-state.tsx";
import { ModeMark } from "#src/components/ui/state-mark.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";

import type { ColumnName } from "./chosen-columns.ts";
import { Marked } from "./marked.tsx";
import { VerdictMark } from "./verdict-mark.tsx";

const appliedInWords = (count: string) => t({ message: `${count} applied`, comment: "So many steps moved the robot" });
const orDash = (value: number | null, unit: string) => (value === null ? "–" : `${formatNumber(value, 0)} ${unit}`);

/** What a cell is drawn from: the row, what was searched for, and what is unusual among the rows shown. */
export type CellFacts = { row: Receipt; asked: Asked | null; unusual: readonly string[] };

type Column = { label: string; isNumber?: boolean; className?: string; cell: (facts: CellFacts) => ReactNode };

/** Every column that can be chosen, in the order of the table; the receipt itself is always there. */
export const tableColumns: Record<ColumnName, Column> = {
  ended: {
    label: t`Ended`,
    cell: ({ row, asked }) => (
      <>
        <RelativeTime at={row.timestamp} now={serverNow} />
        <span className="block text-caption text-muted">
          <Marked text={reasonInWords(row.closeReason)} asked={asked} />
        </span>
      </>
    ),
  },
  started: { label: t`Started`, cell: ({ row }) => <RelativeTime at={row.startedAt} now={serverNow} /> },
  motion: { label: t`Motion`, cell: ({ row }) => <ModeMark mode={row.applied ? "apply_actions" : "dry_run"} /> },
  steps: {
    label: t`Steps`,
    isNumber: true,
    className: "max-lg:hidden",
    cell: ({ row }) => (
      <>
        {formatNumber(row.steps)}
        {row.applied ? <span className="block text-caption text-muted">{appliedInWords(formatNumber(row.appliedSteps))}</span> : null}
      </>
    ),
  },
  duration: {
    label: t`Duration`,
    isNumber: true,
    className: "max-lg:hidden",
    cell: ({ row }) => formatDuration(row.timestamp - row.startedAt),
  },
  latency: { label: t`Latency`, isNumber: true, className: "max-lg:hidden", cell: ({ row }) => orDash(row.latencyP95Ms, "ms") },
  gap: { label: t`Longest gap`, isNumber: true, cell: ({ row }) => orDash(row.longestGapMs, "ms") },
  safeStops: { label: t`Safe stops`, isNumber: true, cell: ({ row }) => formatNumber(row.safeStops) },
  errors: { label: t`Errors`, isNumber: true, cell: ({ row }) => formatNumber(row.errorCount) },
  model: {
    label: t`Model`,
    cell: ({ row, asked }) => (
      <span className="block max-w-44 truncate">
        <Marked text={row.modelId} asked={asked} />
      </span>
    ),
  },
  unusual: { label: t`Unusual`, className: "max-w-52 text-caption text-warn", cell: ({ unusual }) => unusual.join(", ") },
  verdict: { label: t`Verdict`, cell: ({ row }) => <VerdictMark row={row} /> },
  note: {
    label: t`Note`,
    cell: ({ row, asked }) => (
      <span className="line-clamp-2 max-w-60 text-caption break-words">
        <Marked text={row.review?.note ?? ""} asked={asked} />
      </span>
    ),
  },
  reviewer: { label: t`Reviewed by`, cell: ({ row }) => row.review?.reviewedBy.name ?? "–" },
};
