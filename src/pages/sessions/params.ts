import type { Params } from "react-router";
import * as v from "valibot";

import type { SessionId, SessionListFilter } from "#src/api/sessions.ts";

/** An id in a URL is only a string until the server's `v.id` check accepts it. */
export function sessionIdFrom({ sessionId }: Params): SessionId {
  if (sessionId === undefined) throw new Error("No :sessionId in this route. Is the page under the wrong path?");
  return sessionId as SessionId; // checked by the server's `v.id`
}

export const statusChoices = ["open", "authorized", "active", "closed", "all"] as const;
export type StatusChoice = (typeof statusChoices)[number];

const shape = v.object({
  status: v.fallback(v.picklist(statusChoices), "open"),
  deployment: v.optional(v.string()),
  robot: v.optional(v.string()),
});

export type SessionSearch = v.InferOutput<typeof shape>;

/** The list's filter as the address says it; an unknown status falls back to the open sessions. */
export const sessionSearchFrom = (params: URLSearchParams): SessionSearch => v.parse(shape, Object.fromEntries(params));

/** The filter as the shortest address has it: the open sessions are the usual. */
export function viewOf({ status, deployment, robot }: SessionSearch): string {
  const said = { status: status === "open" ? undefined : status, deployment, robot };
  return new URLSearchParams(Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))).toString();
}

/** The same filter as the server takes it. */
export function filterOf({ status, deployment, robot }: SessionSearch): SessionListFilter {
  return {
    ...(status === "all" ? {} : { status }),
    // Ids from the address; the server's `v.id` checks them.
    ...(deployment === undefined ? {} : { deploymentId: deployment as NonNullable<SessionListFilter["deploymentId"]> }),
    ...(robot === undefined ? {} : { robotId: robot as NonNullable<SessionListFilter["robotId"]> }),
  };
}
