const number = new Intl.NumberFormat("en");
const receipts = (count: number) => `${number.format(count)} ${count === 1 ? "receipt" : "receipts"}`;

type Counts = {
  /** Rows in the table, rows read, and receipts there are in all; null while not known. */
  shown: number;
  loaded: number;
  total: number | null;
  /** Nothing more can be read. */
  isDone: boolean;
  isFilteredByServer: boolean;
  isFilteredHere: boolean;
  isByOutliers: boolean;
  /** What `total` counts when not everything: "of these days". */
  scope?: string;
};

/** How many receipts are shown of how many, and never more than is known. */
export function countInWords({ shown, loaded, total, isDone, isFilteredByServer, isFilteredHere, isByOutliers, scope }: Counts): string {
  const of = scope === undefined ? "" : ` ${scope}`;
  const inAll = total === null ? "" : `, ${number.format(total)}${of} in all`;
  const order = isByOutliers && !isDone ? " Outliers first among those read; scroll to read more." : "";
  if (isDone) {
    if (isFilteredByServer || isFilteredHere) return `${receipts(shown)} ${shown === 1 ? "matches" : "match"}${inAll}.`;
    return `${receipts(shown)}${of}, all of them.`;
  }
  if (isFilteredHere) return `${receipts(shown)} ${shown === 1 ? "matches" : "match"} among the ${number.format(loaded)} read so far${inAll}.${order}`;
  if (isFilteredByServer || total === null) return `${receipts(loaded)} read, and more match${inAll}.${order}`;
  return `${number.format(loaded)} of ${receipts(total)}${of} read; scroll for more.${order}`;
}
