import type { Infer } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { known } from "../known";
import type { stopFacts } from "./shapes";
import type { Session } from "./state";

// A session as the rules see it, with the rows that it was read from.

type Read = Pick<QueryCtx, "db">;
type StopView = Infer<typeof stopFacts>;

export type Loaded = {
  doc: Doc<"sessions">;
  live: Doc<"sessionLive">;
  stop: Doc<"stops"> | null;
  state: Session;
};

export async function getDoc(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">) {
  const doc = await ctx.db.get("sessions", id);
  if (doc === null || doc.organizationId !== organizationId) throw appError({ code: "not_found", what: "session" });
  return doc;
}

export async function liveOf(ctx: Read, { _id: sessionId, liveId }: Doc<"sessions">): Promise<Doc<"sessionLive">> {
  const ofSession = () => ctx.db.query("sessionLive").withIndex("by_sessionId", (q) => q.eq("sessionId", sessionId));
  return known(liveId === undefined ? await ofSession().unique() : await ctx.db.get("sessionLive", liveId));
}

export async function newestStop(ctx: Read, id: Id<"sessions">): Promise<Doc<"stops"> | null> {
  return await ctx.db
    .query("stops")
    .withIndex("by_sessionId", (q) => q.eq("sessionId", id))
    .order("desc")
    .first();
}

export function toStopView(stop: Doc<"stops">): StopView {
  const { _id, sentAt, acceptedAt, acknowledgedAt, motionZeroAt, requestedBy, version, requests } = stop;
  return { id: _id, sentAt, acceptedAt, acknowledgedAt, motionZeroAt, requestedBy, version, requests };
}

export async function load(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">): Promise<Loaded> {
  return await loadFrom(ctx, await getDoc(ctx, organizationId, id));
}

export async function loadFrom(ctx: Read, doc: Doc<"sessions">): Promise<Loaded> {
  const live = await liveOf(ctx, doc);
  const stop = live.mayHaveStop === false ? null : await newestStop(ctx, doc._id);
  return { doc, live, stop, state: toState(doc, live, stop) };
}

function toState(doc: Doc<"sessions">, live: Doc<"sessionLive">, stop: Doc<"stops"> | null): Session {
  const { status, mode, version, createdAt, modeSince, budgetEndsAt, actions = null, trialActions = 0, endedAt, closeReason } = doc;
  const { lastHeartbeatAt, leaseExpiresAt } = live;
  const facts =
    stop === null
      ? null
      : {
          version: stop.version,
          pressedAt: stop.pressedAt,
          sentAt: stop.sentAt,
          acceptedAt: stop.acceptedAt,
          acknowledgedAt: stop.acknowledgedAt,
          motionZeroAt: stop.motionZeroAt,
          requests: stop.requests,
        };
  return {
    status,
    mode,
    version,
    createdAt,
    modeSince,
    budgetEndsAt,
    actions,
    trialActions,
    endedAt,
    closeReason,
    lastHeartbeatAt,
    leaseExpiresAt,
    stop: facts,
  };
}
