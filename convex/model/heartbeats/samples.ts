import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { sampleLifeMs } from "./rawTimes";

// The raw samples of the last 15 minutes. Ten seconds of them share a row, so that a heartbeat touches one row of the ring and
// the newest minute of a chart is read from a few.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
export type Sample = Doc<"sampleChunks">["samples"][number];

const chunkMs = 10_000;
/** Every restart of an agent may begin a chunk of its own; the window has 91. */
const mostChunks = 400;
/** Two out for one in: the ring shrinks to its window even when the interval changes. */
const droppedAtOnce = 2;

/** Adds a sample to the robot's ring; answers which row it went to, for the live row to remember. */
export async function addSample(
  ctx: Write,
  robotId: Id<"robots">,
  current: Doc<"robotStatus">["chunk"],
  sample: Sample,
): Promise<NonNullable<Doc<"robotStatus">["chunk"]>> {
  const now = sample.receivedAt;
  if (current !== undefined && now >= current.from && now - current.from < chunkMs) {
    const chunk = await ctx.db.get("sampleChunks", current.id);
    if (chunk !== null) {
      await ctx.db.patch("sampleChunks", chunk._id, { samples: [...chunk.samples, sample] });
      return current;
    }
  }
  const old = await ctx.db
    .query("sampleChunks")
    .withIndex("by_robotId_and_from", (q) => q.eq("robotId", robotId).lt("from", now - sampleLifeMs - chunkMs))
    .take(droppedAtOnce);
  for (const chunk of old) await ctx.db.delete("sampleChunks", chunk._id);
  const id = await ctx.db.insert("sampleChunks", { robotId, from: now, samples: [sample] });
  return { id, from: now };
}

/** The samples of a robot since `since` (server time, epoch ms), oldest first. */
export async function samplesSince(ctx: Read, robotId: Id<"robots">, since: number): Promise<Sample[]> {
  const newestFirst = await ctx.db
    .query("sampleChunks")
    .withIndex("by_robotId_and_from", (q) => q.eq("robotId", robotId).gt("from", since - chunkMs))
    .order("desc")
    .take(mostChunks);
  return newestFirst
    .reverse()
    .flatMap(({ samples }) => samples)
    .filter(({ receivedAt }) => receivedAt >= since);
}

/**
 * At most `most` samples of a robot that name one session, received between `from` and `until` (server time, epoch ms, both inclusive),
 * in the order asked for. Reads no more rows of the ring than they fill, and those between that name no session of theirs.
 */
export async function samplesBetween(
  ctx: Read,
  robotId: Id<"robots">,
  { from, until }: { from: number; until: number },
  order: "asc" | "desc",
  { most, sessionId }: { most: number; sessionId: Id<"sessions"> },
): Promise<Sample[]> {
  const chunks = ctx.db
    .query("sampleChunks")
    .withIndex("by_robotId_and_from", (q) =>
      q
        .eq("robotId", robotId)
        .gt("from", from - chunkMs)
        .lte("from", until),
    )
    .order(order);
  const found: Sample[] = [];
  let read = 0;
  for await (const { samples } of chunks) {
    const asked = samples.filter((sample) => sample.sessionId === sessionId && sample.receivedAt >= from && sample.receivedAt <= until);
    found.push(...(order === "asc" ? asked : asked.reverse()));
    read += 1;
    if (found.length >= most || read === mostChunks) break;
  }
  return found.slice(0, most);
}
