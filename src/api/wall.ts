import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";

export type WallFleet = FunctionReturnType<typeof api.wall.fleet>;
export type WallLink = FunctionReturnType<typeof api.wallLinks.list>[number];

/** What whoever shows the secret of a link may look at. */
export const wallQueries = {
  fleet: (link: string) => queryOptions({ ...convexQuery(api.wall.fleet, { link }), retry: false }),
  heard: (link: string, robotId: RobotId) =>
    queryOptions({ ...convexQuery(api.wall.heard, { link, robotId }), gcTime: 5_000, retry: false }),
  /** For admins. */
  links: () => queryOptions({ ...convexQuery(api.wallLinks.list, {}) }),
};

/** Tells the server that a link is in use; refused for one that ended. */
export const noteWallUse = (link: string) => convex.mutation(api.wall.noteUse, { link });

/** The answer holds the secret, which no later call gives again. */
export const useCreateWallLink = () => useMutation({ mutationFn: useConvexMutation(api.wallLinks.create), meta: { inlineError: true } });
export const useRevokeWallLink = () => useMutation({ mutationFn: useConvexMutation(api.wallLinks.revoke), meta: { inlineError: true } });
