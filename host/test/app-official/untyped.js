// Plain JavaScript, because the types of these parts of convex-helpers lead to their source, which does not pass our compiler's options.
import { NoOp } from "convex-helpers/server/customFunctions";
import { getPage } from "convex-helpers/server/pagination";
import { mergedStream, stream } from "convex-helpers/server/stream";
import { zCustomQuery } from "convex-helpers/server/zod4";
import { queryGeneric } from "convex/server";
import { v } from "convex/values";
import { z } from "zod";

import schema from "./schema.ts";

export const merged = queryGeneric({
  args: { keys: v.array(v.string()) },
  handler: async ({ db }, { keys }) => {
    const streams = keys.map((key) =>
      stream(db, schema)
        .query("plainLimits")
        .withIndex("by_key", (q) => q.eq("key", key)),
    );
    const { page } = await mergedStream(streams, ["_creationTime"]).paginate({ numItems: 3, cursor: null });
    return page.map(({ left }) => left);
  },
});

export const pages = queryGeneric({
  args: {},
  handler: async (ctx) => {
    const found = [];
    for (let answer = { hasMore: true, indexKeys: [] }; answer.hasMore;) {
      answer = await getPage(ctx, {
        table: "plainLimits",
        index: "by_key",
        schema,
        targetMaxRows: 2,
        startIndexKey: answer.indexKeys.at(-1),
      });
      found.push(answer.page.map(({ left }) => left));
    }
    return found;
  },
});

export const checked = zCustomQuery(queryGeneric, NoOp)({ args: { email: z.email() }, handler: (_ctx, { email }) => email });
