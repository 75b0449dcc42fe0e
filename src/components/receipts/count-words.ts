import { plural, t } from "@lingui/core/macro";

import type { ReceiptCount } from "#src/api/receipts.ts";
import { formatNumber } from "#src/lib/numbers.ts";

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
  const order = isByOutliers && !isDone ? t`Outliers first among those read; scroll to read more.` : "";
  const sentences = isFiltered
    ? [ofFilter({ shown, total, isDone, matching }), whyNotExact(matching), order]
    : [ofAll({ shown, total, isDone }), isDone ? "" : order];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function ofAll({ shown, total, isDone }: Pick<Counts, "shown" | "total" | "isDone">): string {
  if (isDone) return plural(shown, { one: "# receipt, all of them.", other: "# receipts, all of them." });
  if (total === null) return plural(shown, { one: "# receipt read, and there are more.", other: "# receipts read, and there are more." });
  const read = formatNumber(shown);
  return plural(total, { one: `${read} of # receipt read; scroll for more.`, other: `${read} of # receipts read; scroll for more.` });
}

/** One sentence: how many match, how many of them are read, and how many there are in all. */
function ofFilter({ shown, total, isDone, matching }: Pick<Counts, "shown" | "total" | "isDone" | "matching">): string {
  const isSure = matching?.isExact === true || (isDone && matching?.isIndexing !== true && matching?.isCut !== true);
  // Rows come by another way than the count, so for a moment there may be more of them than were counted.
  const count = isSure && isDone ? shown : Math.max(shown, matching?.count ?? 0);
  const all = total === null ? "" : formatNumber(total);
  if (!isSure && matching === undefined) {
    return total === null
      ? plural(shown, { one: "# receipt read, and more match.", other: "# receipts read, and more match." })
      : plural(shown, { one: `# receipt read, and more match, ${all} in all.`, other: `# receipts read, and more match, ${all} in all.` });
  }
  const read = formatNumber(shown);
  if (count > shown) {
    if (isSure) {
      return total === null
        ? plural(count, { one: `# receipt matches, ${read} of them read.`, other: `# receipts match, ${read} of them read.` })
        : plural(count, {
            one: `# receipt matches, ${read} of them read, ${all} in all.`,
            other: `# receipts match, ${read} of them read, ${all} in all.`,
          });
    }
    return total === null
      ? plural(count, {
          one: `At least # receipt matches, ${read} of them read.`,
          other: `At least # receipts match, ${read} of them read.`,
        })
      : plural(count, {
          one: `At least # receipt matches, ${read} of them read, ${all} in all.`,
          other: `At least # receipts match, ${read} of them read, ${all} in all.`,
        });
  }
  if (isSure) {
    return total === null
      ? plural(count, { one: "# receipt matches.", other: "# receipts match." })
      : plural(count, { one: `# receipt matches, ${all} in all.`, other: `# receipts match, ${all} in all.` });
  }
  return total === null
    ? plural(count, { one: "At least # receipt matches.", other: "At least # receipts match." })
    : plural(count, { one: `At least # receipt matches, ${all} in all.`, other: `At least # receipts match, ${all} in all.` });
}

function whyNotExact(matching: ReceiptCount | undefined): string {
  if (matching?.isIndexing === true) return t`Older receipts are still being made searchable.`;
  return matching?.isCut === true ? t`The last word begins more words than are looked for: write more of it.` : "";
}

/** A time in whole milliseconds, or that nobody knows it. */
export const msInWords = (value: number | null): string => (value === null ? t`not known` : `${formatNumber(Math.round(value))} ms`);
