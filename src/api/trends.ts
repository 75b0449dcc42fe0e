import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { serverNow } from "#src/api/clock.ts";
import { readParts, type TrendQuestion } from "#src/api/trend-parts.ts";

export const trendQueries = {
  /** Read once and not live: weeks do not hang on the last minute, and a screen of a year would be read anew with every receipt. */
  answer: (question: TrendQuestion) =>
    queryOptions({
      queryKey: ["trends", question],
      queryFn: () => readParts((cursor) => convex.query(api.trends.part, { ...question, cursor }), serverNow),
      staleTime: 60_000,
      placeholderData: keepPreviousData,
    }),
};
