import type { ReceiptCount } from "#src/api/receipts.ts";

const number = new Intl.NumberFormat("en");
const receipts = (count: number) => `${number.format(count)} ${count === 1 ? "receipt" : "receipts"}`;

type Counts = {
  /** Rows in the table, and receipts there are in all; null while not known. */
  shown: number;
  total: number | null;
  /** What the server counted for the filter; undefined while not known. */
  matching: ReceiptCount | undefined;
  /** Nothing more can be read. */
  isDone: boolean;
  isFiltered: boolean;
  isByOutliers: boolean;
};

/** How many receipts are shown of how many, and never more than is known. */
export function countInWords({ shown, total, matching, isDone, isFiltered, isByOutliers }: Counts): string {
  const order = isByOutliers && !isDone ? " Outliers first among those read; scroll to read more." : "";
  if (!isFiltered) {
    if (isDone) return `${receipts(shown)}, all of them.`;
    return total === null ? `${receipts(shown)} read, and there are more.${order}` : `${number.format(shown)} of ${receipts(total)} read; scroll for more.${order}`;
  }
  return `${ofFilter(shown, isDone, matching)}${total === null ? "" : `, ${number.format(total)} in all`}.${whyNotExact(matching)}${order}`;
}

function ofFilter(shown: number, isDone: boolean, matching: ReceiptCount | undefined): string {
  const isSure = matching?.isExact === true || (isDone && matching?.isIndexing !== true && matching?.isCut !== true);
  // Rows come by another way than the count, so for a moment there may be more of them than were counted.
  const count = isSure && isDone ? shown : Math.max(shown, matching?.count ?? 0);
  const match = count === 1 ? "matches" : "match";
  const read = count > shown ? `, ${number.format(shown)} of them read` : "";
  if (isSure) return `${receipts(count)} ${match}${read}`;
  return matching === undefined ? `${receipts(shown)} read, and more match` : `At least ${receipts(count)} ${match}${read}`;
}

function whyNotExact(matching: ReceiptCount | undefined): string {
  if (matching?.isIndexing === true) return " Older receipts are still being made searchable.";
  return matching?.isCut === true ? " The last word begins more words than are looked for: write more of it." : "";
}
