import { useMemo, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import type { Receipt } from "#src/api/receipts.ts";
import { localZone } from "#src/lib/time.ts";

import { dayOf } from "./days.ts";
import { hasProblem, type ReceiptSearch } from "./filters.ts";
import { barsOf } from "./histogram.ts";
import { ReceiptHistogram } from "./receipt-histogram.tsx";

type LoadedHistogramProps = {
  rows: readonly Receipt[];
  /** The rows are all there are. */
  isAll: boolean;
  search: ReceiptSearch;
  onChoose: (from: string | undefined, to: string | undefined) => void;
};

/** The histogram of the rows that were read, and it says so while they are not all. */
export function LoadedHistogram({ rows, isAll, search, onChoose }: LoadedHistogramProps) {
  const [today] = useState(() => dayOf(serverNow()));
  const bars = useMemo(() => barsOf(rows.map((row) => ({ hour: row.timestamp, count: 1, problems: hasProblem(row) ? 1 : 0 })), today, localZone()), [rows, today]);
  return <ReceiptHistogram bars={bars} from={search.from} to={search.to} onChoose={onChoose} note={isAll ? undefined : "Over time, of the receipts read so far. Drag across days to see only these."} />;
}
