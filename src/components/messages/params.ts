import type { MessageOrder } from "#src/api/messages.ts";
import { chosenFrom } from "#src/lib/pointed.ts";

// What the address says about messages: `messages=open`, the chosen one by its time of receipt, the words looked for, which, which way round.

export const onlyChoices = ["all", "news", "trouble"] as const;
/** All; where mode, state, text or safe stops changed; where the robot says that something is wrong. */
export type Only = (typeof onlyChoices)[number];
export type MessagesSearch = { isOpen: boolean; chosen: number | null; find: string; only: Only; order: MessageOrder };

export function messagesSearchFrom(params: URLSearchParams): MessagesSearch {
  return {
    isOpen: params.get("messages") === "open",
    chosen: chosenFrom(params),
    find: params.get("find") ?? "",
    only: onlyChoices.find((choice) => choice === params.get("only")) ?? "all",
    order: params.get("order") === "oldest" ? "asc" : "desc",
  };
}

/** Closed, nothing of it stays behind in the address. */
export const closedParams = { messages: null, message: null, find: null, only: null, order: null } as const;
