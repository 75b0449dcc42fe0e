import type { Message, MessageOrder } from "#src/api/messages.ts";
import { firstFrom } from "#src/lib/series.ts";

import { isNews, isTrouble } from "./changes.ts";
import type { Only } from "./params.ts";

// Pure: which messages are lines of the list, in which order.

type Asked = {
  matches: (message: Message) => boolean;
  only: Only;
  order: MessageOrder;
  /** A list that stands still ends with this moment, epoch ms; null: it follows. */
  heldAt: number | null;
};

const receivedAt = (message: Message) => message.receivedAt;

/** Places among `messages` (oldest first), and how many more there would be if the list did not stand still. */
export function rowsOf(messages: readonly Message[], { matches, only, order, heldAt }: Asked): { rows: number[]; waiting: number } {
  const rows: number[] = [];
  let waiting = 0;
  messages.forEach((message, index) => {
    const isOne = only === "all" || (only === "trouble" ? isTrouble(message) : isNews(messages[index - 1], message));
    if (!isOne || !matches(message)) return;
    if (heldAt === null || message.receivedAt <= heldAt) rows.push(index);
    else waiting += 1;
  });
  return { rows: order === "asc" ? rows : rows.reverse(), waiting };
}

/** The place of the message of exactly this time; null: it is not among them. */
export function placeOf(messages: readonly Message[], at: number | null): number | null {
  if (at === null) return null;
  const index = firstFrom(messages, at, receivedAt);
  return messages[index]?.receivedAt === at ? index : null;
}

/** The message nearest to a moment: what a cursor of a chart points at, and an address that knows tenths of seconds. */
export function placeAt(messages: readonly Message[], at: number | null): number | null {
  if (at === null || messages.length === 0) return null;
  const on = firstFrom(messages, at, receivedAt);
  const [earlier, later] = [messages[on - 1], messages[on]];
  if (earlier === undefined) return on;
  return later === undefined || at - earlier.receivedAt <= later.receivedAt - at ? on - 1 : on;
}
