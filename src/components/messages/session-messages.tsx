import { useSyncExternalStore } from "react";

import type { SessionId } from "#src/api/sessions.ts";
import { currentPointed, subscribePointed } from "#src/lib/pointed.ts";

import { MessagesSection } from "./messages-section.tsx";

const nothing = () => ({});

/** Beside live charts: a chosen message is where their cursor stands, and they say which moment they were pointed at. */
export function SessionMessages({ sessionId }: { sessionId: SessionId }) {
  const moment = useSyncExternalStore(subscribePointed, currentPointed);
  return <MessagesSection sessionId={sessionId} moment={moment} onChoose={nothing} />;
}
