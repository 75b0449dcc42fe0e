import { t } from "@lingui/core/macro";

import type { Receipt, Verdict } from "#src/api/receipts.ts";
import { classNames } from "#src/lib/class-names.ts";

import { oddities, type Scale } from "./review-queue.ts";
import { VerdictBadge } from "./verdict-mark.tsx";

type QueueRowProps = {
  row: Receipt;
  verdict: Verdict | null;
  /** What is usual in this sitting. */
  scale: Scale;
  isInHand: boolean;
  onTake: () => void;
};

/** One receipt of the queue: what is unusual about it, and what was said of it. */
export const QueueRow = ({ row, verdict, scale, isInHand, onTake }: QueueRowProps) => (
  <li>
    <button
      type="button"
      aria-current={isInHand}
      className={classNames(
        "flex min-h-row w-full items-center justify-between gap-2 px-3 py-1 text-start -outline-offset-2",
        isInHand ? "bg-info-soft" : "hover:bg-sunken",
      )}
      onClick={onTake}
    >
      <span className="grid min-w-0">
        <span className="truncate font-medium tabular">
          #{row.sequence} {row.robotName ?? t`no robot`}
        </span>
        <span className="truncate text-caption text-warn">{oddities(row, scale).reasons.join(", ")}</span>
      </span>
      {verdict === null ? null : <VerdictBadge verdict={verdict} />}
    </button>
  </li>
);
