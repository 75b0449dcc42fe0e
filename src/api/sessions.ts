import { convexQuery, useConvexPaginatedQuery } from "@convex-dev/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReference, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { fetchAccessToken } from "#src/api/client.ts";
import { mutateOnce, type OnceAnswer, postStop, queryOnce, type StopAnswer } from "#src/api/physical.ts";
import { convexUrl, siteUrl } from "#src/api/urls.ts";

export type Session = FunctionReturnType<typeof api.sessions.get>;
export type SessionId = Session["id"];
export type SessionEvent = FunctionReturnType<typeof api.sessions.timeline>[number];
export type Readiness = FunctionReturnType<typeof api.sessions.promoteReadiness>;
export type PromotionEvidence = Readiness["evidence"];
export type UnmetCondition = Readiness["unmet"][number];
export type SessionListFilter = Omit<FunctionArgs<typeof api.sessions.list>, "paginationOpts">;
export type AuthorizeAnswer = FunctionReturnType<typeof api.sessions.authorize>;

const OPEN_LIMIT = 200;

export const sessionQueries = {
  detail: (id: SessionId) => queryOptions({ ...convexQuery(api.sessions.get, { id }) }),
  /** The session an address names, if it names one; asks nothing otherwise. The id is checked by the server's `v.id`. */
  named: (id: string | undefined) =>
    queryOptions({ ...convexQuery(api.sessions.get, id === undefined || id === "new" ? "skip" : { id: id as SessionId }) }),
  /** Counters and lease; wakes with every heartbeat, so only what shows them may read it. */
  live: (id: SessionId) => queryOptions({ ...convexQuery(api.sessions.live, { id }) }),
  timeline: (id: SessionId) => queryOptions({ ...convexQuery(api.sessions.timeline, { id }) }),
  /** Judged at `now`, server time; rounded to whole seconds, because each other value is another question. */
  readiness: (id: SessionId, now: number) =>
    queryOptions({
      ...convexQuery(api.sessions.promoteReadiness, { id, now: Math.floor(now / 1_000) * 1_000 }),
      // The answer to the question before stays on screen while the next one is on its way.
      placeholderData: (previous: Readiness | undefined) => previous,
    }),
  /** Sessions that could move something, the newest 200, for the software stop. */
  open: () =>
    queryOptions({ ...convexQuery(api.sessions.list, { status: "open", paginationOpts: { numItems: OPEN_LIMIT, cursor: null } }) }),
};

/** One session as a list shows it. */
export type SessionRow = FunctionReturnType<typeof api.sessions.list>["page"][number];

export const useSessionPages = (filter: SessionListFilter) => useConvexPaginatedQuery(api.sessions.list, filter, { initialNumItems: 50 });

/** Long enough for a slow phone network, short enough that a person still knows what they pressed. */
const ACT_TIMEOUT_MS = 4_000;

/** Sends one mutation once, by plain HTTP: what is physical, or counted, must not be repeated by a socket that comes back. */
export async function act<F extends FunctionReference<"mutation">>(
  fn: F,
  args: FunctionArgs<F>,
): Promise<OnceAnswer<FunctionReturnType<F>>> {
  return mutateOnce(fn, args, { url: convexUrl, token: await fetchAccessToken(), timeoutMs: ACT_TIMEOUT_MS });
}

export type PromoteStep = "asking" | "promoting";
export type PromoteAnswer = OnceAnswer<FunctionReturnType<typeof api.sessions.promote>>;

/**
 * Asks for an intent, then promotes with it: two plain requests, each sent once. The server refuses an intent older than
 * 10 s or of another session version, so even a request that crawls through a bad network cannot move the arm late.
 * What ends it by itself: `budgetMs`, and `actions` (`null`: any number). See `physical.ts` for why neither may go through the Convex client.
 */
export async function promoteNow(
  id: SessionId,
  { budgetMs, actions }: { budgetMs: number; actions: number | null },
  onStep: (step: PromoteStep) => void,
): Promise<PromoteAnswer> {
  onStep("asking");
  const intent = await act(api.sessions.requestIntent, { id });
  if (intent.kind !== "answered") return intent;
  onStep("promoting");
  return act(api.sessions.promote, {
    id,
    intent: intent.value.intent,
    version: intent.value.version,
    budgetSeconds: Math.round(budgetMs / 1_000),
    ...(actions === null ? {} : { actionBudget: actions }),
  });
}

/** Gives more time to a moving arm: as physical as a promote, so sent the same way. `version` is the one on screen. */
export const extendBudgetNow = (id: SessionId, budgetMs: number, version: number) =>
  act(api.sessions.extendBudget, { id, budgetSeconds: Math.round(budgetMs / 1_000), version });

/** "Look at this later", of the moment at which the server hears it. */
export const markNow = (id: SessionId) => act(api.sessions.mark, { id });

export const closeNow = (id: SessionId, reason: string) => act(api.sessions.close, { id, reason });

export const authorizeNow = (args: FunctionArgs<typeof api.sessions.authorize>) => act(api.sessions.authorize, args);

/** Back to the dry run. Repeating it is harmless and not repeating it is not, so it tries until it is answered, five times. */
export async function demoteNow(id: SessionId, reason: string | undefined) {
  for (let left = 4; ; left -= 1) {
    const answer = await act(api.sessions.demote, { id, ...(reason === undefined ? {} : { reason }) });
    if (answer.kind !== "unknown" || left === 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** One request of a software stop; the stop store repeats it. A short deadline, because the next one is already due. */
export async function requestStop(sessionId: string, sentAt: number): Promise<StopAnswer> {
  return postStop(sessionId, { url: siteUrl, token: await fetchAccessToken(), timeoutMs: 2_000, sentAt });
}

/** The facts of the session's latest stop, by plain HTTP. */
export async function lookAtStop(sessionId: string): Promise<StopAnswer> {
  const answer = await queryOnce(
    api.sessions.get,
    { id: sessionId as SessionId }, // checked by the server's `v.id`
    { url: convexUrl, token: await fetchAccessToken(), timeoutMs: 2_000 },
  );
  if (answer.kind === "unknown") throw new Error(answer.why);
  if (answer.kind === "refused") throw answer.error;
  const { stop, emergencyStopLocation } = answer.value;
  return {
    stopId: stop?.id ?? null,
    acceptedAt: stop?.acceptedAt ?? null,
    acknowledgedAt: stop?.acknowledgedAt ?? null,
    motionZeroAt: stop?.motionZeroAt ?? null,
    stopLocation: emergencyStopLocation,
  };
}

/** Which sessions apply actions now, by plain HTTP, for a stop pressed while the live list is not known. `isWhole`: the server told all of them. */
export async function findApplyingSessions(): Promise<{ sessions: Session[]; isWhole: boolean }> {
  const found: Session[] = [];
  let cursor: string | null = null;
  for (;;) {
    const args: FunctionArgs<typeof api.sessions.list> = { status: "open", paginationOpts: { numItems: OPEN_LIMIT, cursor } };
    const answer: OnceAnswer<FunctionReturnType<typeof api.sessions.list>> = await queryOnce(api.sessions.list, args, {
      url: convexUrl,
      token: await fetchAccessToken(),
      timeoutMs: 2_000,
    });
    if (answer.kind !== "answered") return { sessions: found, isWhole: false };
    found.push(...answer.value.page.filter(({ mode }) => mode === "apply_actions"));
    if (answer.value.isDone) return { sessions: found, isWhole: true };
    cursor = answer.value.continueCursor;
  }
}
