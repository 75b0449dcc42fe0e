import { convexQuery } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { SessionId } from "#src/api/sessions.ts";

export type MessagesPage = FunctionReturnType<typeof api.messages.list>;
export type Message = MessagesPage["page"][number];
export type MessageOrder = FunctionArgs<typeof api.messages.list>["order"];

/** One page, read once. `from` and `until`: server times, epoch ms, both inclusive. */
export const readMessages = (args: FunctionArgs<typeof api.messages.list>): Promise<MessagesPage> => convex.query(api.messages.list, args);

/** Live: what came since `from`, which the page is told anew with every message. `null`: nothing is asked. */
export const newestMessages = (id: SessionId, from: number | null) =>
  queryOptions({
    ...convexQuery(api.messages.list, from === null ? "skip" : { id, order: "asc" as const, from }),
    placeholderData: keepPreviousData,
  });
