import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";

import { newestMessages, readMessages } from "#src/api/messages.ts";

import { isFull } from "./held.ts";
import { type Asked, MessageReader, type Reading } from "./reader.ts";

export type Messages = Reading & {
  isFull: boolean;
  read: MessageReader["read"];
  retry: () => void;
};

/** The messages of a session: read page by page, and live from the newest on. */
export function useMessages({ id, order, around, isLive }: Asked & { isLive: boolean }): Messages {
  const reader = useMemo(() => new MessageReader(readMessages, { id, order, around }), [id, order, around]);
  const reading = useSyncExternalStore(reader.subscribe, reader.snapshot);
  const live = useQuery(newestMessages(id, isLive ? reading.liveFrom : null));
  // Syncs what is held with what the server pushed.
  useEffect(() => {
    if (live.data !== undefined && !live.isPlaceholderData) reader.takeLive(live.data);
  }, [reader, live.data, live.isPlaceholderData]);
  return {
    ...reading,
    error: reading.error ?? live.error,
    isFull: isFull(reading),
    read: reader.read,
    retry: () => void reader.begin(),
  };
}
