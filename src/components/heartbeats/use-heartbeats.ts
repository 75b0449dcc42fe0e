import { useQuery } from "@tanstack/react-query";
import { useEffect, useReducer, useRef, useState } from "react";

import { serverNow, useServerNow } from "#src/api/clock.ts";
import { useIsConnected } from "#src/api/connection.ts";
import { heartbeatQueries, type HeartbeatSample } from "#src/api/heartbeats.ts";
import type { RobotId } from "#src/api/robots.ts";
import { mergeSamples } from "#src/lib/samples.ts";
import type { Stretch } from "#src/lib/zoom.ts";

const MINUTE = 60_000;
/** A pushed answer holds all that a live query asks for, so a live query asks for the newest ten to twenty seconds only, ms. */
const TAIL_MS = 10_000;
/** Raw samples are kept this long, here and on the server, ms. */
export const RAW_MS = 15 * MINUTE;

type Heartbeats = {
  samples: readonly HeartbeatSample[];
  /** Whether there may be samples that are not among `samples` yet, while there are none. */
  isLoading: boolean;
  error: Error | null;
};

/** The raw samples of the last 15 minutes, growing live. They go on being collected while charts are held at a time (`held`), whose samples stay as well. */
export function useHeartbeats(robotId: RobotId, held: Stretch | null): Heartbeats {
  const now = useServerNow();
  const isConnected = useIsConnected();
  const generation = useGeneration(isConnected);
  const [samples, collect] = useReducer(gather, []);
  // Two of ten seconds, so that nothing falls between one subscription and the next.
  const tail = useQuery(heartbeatQueries.tail(robotId, Math.floor(now / TAIL_MS) * TAIL_MS - TAIL_MS));
  const history = useQuery(heartbeatQueries.history(robotId, Math.floor(now / MINUTE) * MINUTE - RAW_MS, generation));

  // Both sync the buffer with what the server sent: a pushed answer holds only the newest seconds, a read one all before.
  useEffect(() => collect(arrivedOf(history.data, robotId, held)), [history.data, robotId, held]);
  useEffect(() => collect(arrivedOf(tail.data, robotId, held)), [tail.data, robotId, held]);

  // What has arrived is among the samples one drawing later, and "none" must not be shown in between.
  const isArriving = history.isPending || tail.isPending || (history.data?.length ?? 0) + (tail.data?.length ?? 0) > 0;
  return { samples, isLoading: samples.length === 0 && isArriving, error: tail.error ?? history.error };
}

const arrivedOf = (samples: readonly HeartbeatSample[] = [], robotId: RobotId, held: Stretch | null) => ({
  arrived: samples.filter((sample) => sample.robotId === robotId),
  keepFrom: serverNow() - RAW_MS - MINUTE,
  held,
});

function gather(before: readonly HeartbeatSample[], { arrived, keepFrom, held }: ReturnType<typeof arrivedOf>): readonly HeartbeatSample[] {
  const all = mergeSamples(before, arrived, Math.min(keepFrom, (held?.from ?? keepFrom) - MINUTE));
  return held === null || held.to > keepFrom
    ? all
    : all.filter(({ receivedAt }) => receivedAt >= keepFrom || receivedAt <= held.to + MINUTE);
}

/** Counts reconnections: after each one, what was missed meanwhile is read again. */
function useGeneration(isConnected: boolean): number {
  const [generation, setGeneration] = useState(0);
  const wasConnected = useRef(isConnected);
  // Syncs with the connection to the server.
  useEffect(() => {
    if (isConnected && !wasConnected.current) setGeneration((count) => count + 1);
    wasConnected.current = isConnected;
  }, [isConnected]);
  return generation;
}
