import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { localZone } from "#src/lib/time.ts";

import { dayOf } from "./days.ts";
import { type Bar, barsOf, edgesOf, spansOf } from "./histogram.ts";

/** The bars of all receipts there are, live; undefined until they are known, none when there is no receipt. */
export function useBars(): readonly Bar[] | undefined {
  const { data: firstHour } = useQuery(receiptQueries.firstHour());
  const [today] = useState(() => dayOf(serverNow()));
  const spans = useMemo(() => (firstHour === undefined || firstHour === null ? [] : spansOf(dayOf(firstHour), today)), [firstHour, today]);
  const { data: counts } = useQuery(receiptQueries.counts(edgesOf(spans, localZone())));
  return useMemo(
    () => (firstHour === null || counts === null ? [] : counts === undefined ? undefined : barsOf(spans, counts)),
    [firstHour, spans, counts],
  );
}
