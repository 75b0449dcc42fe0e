import { convexQuery } from "@convex-dev/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";
import { useEffect } from "react";

import { api } from "#convex/_generated/api.js";
import type { RobotId } from "#src/api/robots.ts";
import { act, type SessionId } from "#src/api/sessions.ts";

/** The newest picture of a camera with its bytes; `at`: when it was taken (server time, epoch ms). */
export type Picture = NonNullable<FunctionReturnType<typeof api.cameras.newest>>;
/** A picture kept of a run's key moment, without its bytes. */
export type KeptPicture = FunctionReturnType<typeof api.cameras.ofSession>[number];
export type PictureBytes = Pick<Picture, "bytes" | "type">;

export const cameraQueries = {
  names: (robotId: RobotId) => queryOptions({ ...convexQuery(api.cameras.list, { robotId }) }),
  newest: (robotId: RobotId, camera: string) => queryOptions({ ...convexQuery(api.cameras.newest, { robotId, camera }) }),
  ofSession: (id: SessionId) => queryOptions({ ...convexQuery(api.cameras.ofSession, { id }) }),
  kept: (id: KeptPicture["id"]) => queryOptions({ ...convexQuery(api.cameras.kept, { id }) }),
};

const LOOK_MS = 20_000;

/** Asks for live pictures while `isLooking` and this page is in sight; a page that is closed or hidden asks no more, and they cease by themselves. */
export function useLooking(robotId: RobotId, isLooking: boolean): void {
  useEffect(() => {
    if (!isLooking) return;
    const look = () => {
      // Each is sent once: a wish that comes late would be no wish any more, and the page shows by itself when pictures stay away.
      if (document.visibilityState === "visible") void act(api.cameras.look, { robotId }).catch(() => undefined);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [robotId, isLooking]);
}
