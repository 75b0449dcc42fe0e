import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";

export { type Retention, rawTimes, retentionBounds, type Run as RawRun } from "#convex/model/heartbeats/rawTimes.ts";

/** How long the organization's raw data stays. */
export const retentionQuery = () => queryOptions({ ...convexQuery(api.retention.get, {}) });

export const useSetRetention = () => useMutation({ mutationFn: useConvexMutation(api.retention.set), meta: { inlineError: true } });
/** Keeps the single heartbeats of a run, as long as they are still there. */
export const useKeepSamples = () => useMutation({ mutationFn: useConvexMutation(api.sessions.keepSamples), meta: { inlineError: true } });
/** Takes that back; they go in an hour. */
export const useReleaseSamples = () =>
  useMutation({ mutationFn: useConvexMutation(api.sessions.releaseSamples), meta: { inlineError: true } });
