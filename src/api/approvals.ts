import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { SessionId } from "#src/api/sessions.ts";

export type Approval = NonNullable<FunctionReturnType<typeof api.approvals.latest>>;

export const approvalQueries = {
  /** The newest request of a session, null when there was none. Live: any change that dissolves it arrives here. */
  latest: (sessionId: SessionId) => queryOptions({ ...convexQuery(api.approvals.latest, { sessionId }) }),
};

export const useRequestApproval = () => useMutation({ mutationFn: useConvexMutation(api.approvals.request), meta: { inlineError: true } });
export const useApprove = () => useMutation({ mutationFn: useConvexMutation(api.approvals.approve), meta: { inlineError: true } });
/** Also withdraws a request and takes an approval back. */
export const useDecline = () => useMutation({ mutationFn: useConvexMutation(api.approvals.decline), meta: { inlineError: true } });
