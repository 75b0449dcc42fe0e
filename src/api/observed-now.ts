import { toServerTime, useServerNow } from "#src/api/clock.ts";
import { useConnection } from "#src/api/connection.ts";

/**
 * Server time up to which this page knows anything, epoch ms: now while live, the moment of the loss afterwards. Robots are
 * judged late or offline by it: when it is we who hear nothing, their silence says nothing about them.
 */
export function useObservedNow(): number {
  const now = useServerNow();
  const connection = useConnection();
  return connection.kind === "lost" ? toServerTime(connection.since) : now;
}
