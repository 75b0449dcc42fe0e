import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { type Sample, samplesBetween } from "../heartbeats/samples";
import { getDoc } from "../sessions/loaded";

// A session's raw messages lie in two places: the ring of its robot holds the last 15 minutes, copies hold what somebody keeps.

type Read = Pick<QueryCtx, "db">;
export type Order = "asc" | "desc";
type Asked = { id: Id<"sessions">; order: Order; from?: number; until?: number };

/** A message has at most 64 joints and 500 characters, so a page stays below half a megabyte. */
const pageSize = 200;

export async function list(
  ctx: Read,
  organizationId: Id<"organizations">,
  { id, order, from = 0, until = Number.MAX_SAFE_INTEGER }: Asked,
) {
  for (const [path, value] of Object.entries({ "$.from": from, "$.until": until }))
    if (Number.isNaN(value)) throw appError({ code: "invalid", path, message: "Give a finite number." });
  const session = await getDoc(ctx, organizationId, id);
  const span = { from: Math.max(from, session.createdAt), until };
  // One more than a page: whether there is more.
  const [copies, ring] = await Promise.all([
    keptBetween(ctx, session, span, order, pageSize + 1),
    session.robotId === null ? [] : samplesBetween(ctx, session.robotId, span, order, { most: pageSize + 1, sessionId: id }),
  ]);
  const all = merged(copies, ring, order);
  const page = all.slice(0, pageSize);
  return { page, next: all[pageSize]?.receivedAt ?? null };
}

async function keptBetween(ctx: Read, session: Doc<"sessions">, { from, until }: Span, order: Order, most: number): Promise<Sample[]> {
  if (session.samplesKeptFrom === undefined && session.samplesGoAt === undefined) return [];
  const rows = await ctx.db
    .query("keptSamples")
    .withIndex("by_sessionId_and_receivedAt", (q) => q.eq("sessionId", session._id).gte("receivedAt", from).lte("receivedAt", until))
    .order(order)
    .take(most);
  return rows.map(({ _id, _creationTime, robotId: _robotId, organizationId: _organizationId, ...sample }) => sample);
}

type Span = { from: number; until: number };

/** Each once. A robot has one sample for a time of receipt: there are 200 ms between two. */
function merged(copies: readonly Sample[], ring: readonly Sample[], order: Order): Sample[] {
  const known = new Map([...copies, ...ring].map((sample) => [sample.receivedAt, sample]));
  const sign = order === "asc" ? 1 : -1;
  return [...known.values()].sort((a, b) => sign * (a.receivedAt - b.receivedAt));
}
