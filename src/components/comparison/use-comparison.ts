import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import { comparisonQueries } from "#src/api/comparisons.ts";
import { retentionQuery } from "#src/api/retention.ts";
import { type Robot, robotQueries } from "#src/api/robots.ts";
import { compareNames } from "#src/lib/names.ts";
import { type Stretch, zoomFrom } from "#src/lib/zoom.ts";

import { type Comparison, drawnOf, meantBy, timesOf } from "./comparison.ts";
import { askedOf } from "./fields.ts";
import { linesOf, worstFirst } from "./figure-data.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const none: readonly Robot[] = [];

/** Minutes are whole: a part of a time begins and ends with one. */
const wholeMinutes = ({ from, to }: Stretch): Stretch => ({
  from: Math.floor(from / MINUTE_MS) * MINUTE_MS,
  to: Math.ceil(to / MINUTE_MS) * MINUTE_MS,
});

/** What a comparison asks of the server, and what comes of it. `zoom`: which part of the time, as the address has it. */
export function useComparison(comparison: Comparison, zoomed: string | null) {
  const [openedAt, setOpenedAt] = useState(serverNow);
  const robots = useQuery(robotQueries.all());
  const retention = useQuery(retentionQuery());
  const asked = askedOf(comparison.value);
  const keptHours = retention.data?.chartHours ?? 0;
  const whole = timesOf(comparison, { now: openedAt, keptMs: keptHours * HOUR_MS });
  const zoom = zoomFrom(zoomed, whole);
  const shown = zoom === null ? whole : wholeMinutes(zoom);
  const byName = (robots.data ?? none).toSorted((a, b) => compareNames(a.name, b.name));
  const meant = meantBy(comparison, byName);
  const isKnown = robots.data !== undefined && retention.data !== undefined;
  const question = { field: asked.field, since: shown.from, until: shown.to };
  const summaries = useQuery(comparisonQueries.summaries({ ...question, robotIds: isKnown ? meant.looked.map(({ id }) => id) : [] }));
  const compared = worstFirst(summaries.data ?? [], asked);
  const drawn = drawnOf(compared, comparison.draw);
  const read = useQuery(comparisonQueries.lines({ ...question, robotIds: drawn }));
  return {
    ...{ asked, whole, zoom, shown, robots: byName, meant, compared, drawn, keptHours, openedAt },
    oldest: openedAt - keptHours * HOUR_MS,
    lines: linesOf(read.data ?? [], byName, asked, shown, comparison.as),
    isLoading: !isKnown || (meant.looked.length > 0 && summaries.isPending),
    areLinesWaiting: drawn.length > 0 && read.isPending,
    isReading: summaries.isFetching || read.isFetching,
    error: robots.error ?? retention.error ?? summaries.error ?? read.error,
    /** Until now, anew. */
    again: () => {
      setOpenedAt(serverNow());
      if (summaries.error) void summaries.refetch();
      if (read.error) void read.refetch();
    },
  };
}
