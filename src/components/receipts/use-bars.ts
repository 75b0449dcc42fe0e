import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { receiptQueries } from "#src/api/receipts.ts";
import { localZone } from "#src/lib/time.ts";

import { dayOf } from "./days.ts";
import { type Bar, barsOf } from "./histogram.ts";

/** The bars of all receipts there are, live; none until they are known. */
export function useBars(): readonly Bar[] {
  const { data } = useQuery(receiptQueries.hours());
  const [today] = useState(() => dayOf(serverNow()));
  return useMemo(() => (data === undefined ? [] : barsOf(data, today, localZone())), [data, today]);
}
