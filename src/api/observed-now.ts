import { useSyncExternalStore } from "react";

import { serverNow, subscribeClock, toServerTime } from "#src/api/clock.ts";
import { currentConnection, subscribeConnection } from "#src/api/connection.ts";
import { subscribeTick } from "#src/lib/ticker.ts";

function observedNow(): number {
  const connection = currentConnection();
  return connection.kind === "lost" ? toServerTime(connection.since) : serverNow();
}

const subscribe = (onChange: () => void) => {
  const ends = [subscribeTick(onChange), subscribeClock(onChange), subscribeConnection(onChange)];
  return () => {
    for (const end of ends) end();
  };
};

/**
 * What `judge` says at the server time up to which this page knows anything, epoch ms: now while live, the moment of the loss
 * afterwards. Robots are judged late or offline by it: when it is we who hear nothing, their silence says nothing about them.
 * Judged again each second; draws only when the judgement changes, so give it back as text, number or boolean.
 */
export function useObserved<Judgement extends string | number | boolean>(judge: (now: number) => Judgement): Judgement {
  return useSyncExternalStore(subscribe, () => judge(observedNow()));
}
