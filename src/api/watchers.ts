import { convexQuery } from "@convex-dev/react-query";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";
import { useEffect } from "react";

import { api } from "#convex/_generated/api.js";
import type { RobotId } from "#src/api/robots.ts";
import { act } from "#src/api/sessions.ts";
import { deviceOf } from "#src/lib/device.ts";
import { randomHex } from "#src/lib/random-hex.ts";

/** One open page of a robot's session; `seenAt`: when it was last heard (server time, epoch ms). */
export type Watcher = FunctionReturnType<typeof api.watchers.list>[number];

const TELL_MS = 20_000;
/** Names this page among all that are open. */
const tab = randomHex(16);

/** Who has the page of a robot's session open; undefined while it is not known. */
export function useWatchers(robotId: RobotId): Watcher[] | undefined {
  return useQuery(queryOptions(convexQuery(api.watchers.list, { robotId }))).data?.filter((each) => each.tab !== tab);
}

/** Says that this page is open for as long as it is. Each is sent once, by plain HTTP: what is told late would be wrong, and nobody waits for it. */
export function useWatching(robotId: RobotId): void {
  useEffect(() => {
    const tell = () => {
      const isInSight = document.visibilityState === "visible";
      void act(api.watchers.tell, { robotId, tab, device: deviceOf(navigator), isInSight }).catch(() => undefined);
    };
    tell();
    const timer = setInterval(tell, TELL_MS);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tell);
      void act(api.watchers.leave, { robotId, tab }).catch(() => undefined);
    };
  }, [robotId]);
}
