import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { localZone } from "#src/lib/time.ts";

import { dayOf } from "./days.ts";
import { type Bar, barsOf, edgesOf, spansOf } from "./histogram.ts";

/** The bars of all receipts there are, live; none until they are known. */
export function useBars(): readonly Bar[] {
  const { data: firstHour } = useQuery(receiptQueries.firstHour());
  const [today] = useState(() => dayOf(serverNow()));
  const spans = useMemo(() => (firstHour === undefined || firstHour === null ? [] : spansOf(dayOf(firstHour), today)), [firstHour, today]);
  const { data: counts } = useQuery(receiptQueries.counts(edgesOf(spans, localZone())));
  return useMemo(() => (counts === undefined || counts === null ? [] : barsOf(spans, counts)), [spans, counts]);
}
