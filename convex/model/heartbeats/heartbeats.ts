import type { Infer } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { type Heartbeat, numberNames, type Numbers, numbersOf } from "./check";
import { clockAfter } from "./clock";
import { nextLinkChange } from "./link";
import * as Robots from "../robots/robots";
import { patchStatus } from "../robots/states";
import { addSample, samplesSince, type Sample } from "./samples";
import type { fieldStats } from "./shapes";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Health = Doc<"robotStatus">["health"];

/** Faster heartbeats renew leases and count, but are not charted one by one: it bounds the ring. */
const shortestSampleGapMs = 200;
export const defaultIntervalMs = 1_000;

export function healthOf(state: string | undefined): Health {
  if (state === "warning" || state === "fault" || state === "safe_stop") return state;
  return "ok";
}

const limitWindowMs = 2_000;
const mostPerWindow = 20;
type Taken = { since: number; count: number };

/**
 * 10 a second, with room for jitter: the window to keep, or how long to wait (ms). What changes what the robot is, or
 * leaves, is never one too many: a fault must reach us whatever came before it.
 */
export function takeBeat(status: Doc<"robotStatus">, heartbeat: Heartbeat, now: number): { taken: Taken } | { retryAfterMs: number } {
  const { taken } = status;
  if (taken === undefined || now - taken.since >= limitWindowMs || now < taken.since) {
    return { taken: { since: now, count: 1 } };
  }
  const isNews =
    heartbeat.goodbye === true ||
    healthOf(heartbeat.state) !== status.health ||
    (heartbeat.mode ?? "dry_run") !== status.mode ||
    (heartbeat.sessionId ?? null) !== status.sessionId;
  if (taken.count < mostPerWindow || isNews) return { taken: { ...taken, count: taken.count + 1 } };
  return { retryAfterMs: taken.since + limitWindowMs - now };
}

export type Order = "new" | "duplicate" | "out_of_order";

/** A lower `seq` with a later clock is a restarted agent; with an earlier one it is an old message. */
export function orderOf(status: Doc<"robotStatus">, heartbeat: Heartbeat, now: number): Order {
  if (heartbeat.seq > status.seq || status.link === "offline") return "new";
  const silence = status.lastSeenAt === null ? Infinity : now - status.lastSeenAt;
  const isLater = heartbeat.sentAt !== undefined && status.lastSentAt !== null && heartbeat.sentAt > status.lastSentAt;
  if (isLater || silence > 3 * status.intervalMs) return "new";
  return heartbeat.seq === status.seq ? "duplicate" : "out_of_order";
}

export async function countRepeat(ctx: Write, status: Doc<"robotStatus">, order: Exclude<Order, "new">, taken: Taken) {
  const counted = order === "duplicate" ? { duplicates: status.duplicates + 1 } : { outOfOrder: status.outOfOrder + 1 };
  await ctx.db.patch("robotStatus", status._id, { ...counted, taken });
}

type Recorded = {
  taken: Taken;
  session: Doc<"sessions"> | null;
  mayHaveStop: boolean;
  mayHaveSession: boolean;
  /** How the robot stands with the rules of its organization. */
  rules: Doc<"robotStatus">["rules"];
};

/** Writes the live row, at most one sample and one minute: the same few rows however old the fleet is. */
export async function record(
  ctx: Write,
  status: Doc<"robotStatus">,
  heartbeat: Heartbeat,
  { taken, session, ...spared }: Recorded,
  now: number,
): Promise<void> {
  const numbers = numbersOf(heartbeat);
  const intervalMs = heartbeat.intervalMs ?? defaultIntervalMs;
  const link = heartbeat.goodbye === true ? "offline" : "online";
  const mode = heartbeat.mode ?? "dry_run";
  const state = heartbeat.state ?? "";
  const health = healthOf(heartbeat.state);
  const sentAt = heartbeat.sentAt ?? null;
  const sampled = status.lastSampleAt === null || now - status.lastSampleAt >= shortestSampleGapMs;
  const { joints } = heartbeat;
  const sample: Sample = {
    sessionId: heartbeat.sessionId ?? null,
    seq: heartbeat.seq,
    receivedAt: now,
    sentAt,
    mode,
    state,
    ...numbers,
    ...(joints === undefined ? {} : { joints }),
    ...(heartbeat.message === undefined ? {} : { message: heartbeat.message }),
  };
  const chunk = sampled ? await addSample(ctx, status.robotId, status.chunk, sample) : status.chunk;
  if (sampled) await copySample(ctx, session, status.robotId, sample);
  const gapMs = status.lastSeenAt === null ? 0 : now - status.lastSeenAt;
  const clock = clockAfter(status.clockOffsets ?? [], sentAt === null ? null : sentAt - now, gapMs);
  const minute = await rollUp(ctx, status, numbers, gapMs, now);
  await patchStatus(ctx, status, {
    ...Object.fromEntries(numberNames.map((name) => [name, numbers[name]])),
    joints,
    firstMove: heartbeat.firstMove,
    cameras: heartbeat.cameras,
    link,
    linkSince: link === status.link ? status.linkSince : now,
    nextLinkAt: nextLinkChange(now, intervalMs, link),
    mode,
    modeSince: mode === status.mode ? status.modeSince : now,
    health,
    healthSince: health === status.health ? status.healthSince : now,
    state,
    message: heartbeat.message ?? null,
    lastSeenAt: now,
    intervalMs,
    seq: heartbeat.seq,
    sessionId: heartbeat.sessionId ?? null,
    deploymentId: heartbeat.deploymentId ?? null,
    clockSkewMs: clock.skewMs,
    clockOffsets: clock.offsets,
    lastSentAt: sentAt,
    taken,
    lastSampleAt: sampled ? now : status.lastSampleAt,
    chunk,
    minute,
    ...spared,
  });
}

/** Written again when somebody asked to keep the samples of the session (`keptSamples.ts`). */
async function copySample(ctx: Write, session: Doc<"sessions"> | null, robotId: Id<"robots">, sample: Sample): Promise<void> {
  if (session === null || session.samplesKeptFrom === undefined) return;
  await ctx.db.insert("keptSamples", { robotId, organizationId: session.organizationId, ...sample, sessionId: session._id });
}

type Stats = Infer<typeof fieldStats>;
type Minute = NonNullable<Doc<"robotStatus">["minute"]>;

export function addToStats(stats: Stats | undefined, value: number): Stats {
  if (stats === undefined) return { min: value, mean: value, max: value, count: 1 };
  const count = stats.count + 1;
  const mean = stats.mean + (value - stats.mean) / count;
  return { min: Math.min(stats.min, value), mean, max: Math.max(stats.max, value), count };
}

/** The minute that runs with one more heartbeat in it; a minute that is over gets its row. */
async function rollUp(ctx: Write, status: Doc<"robotStatus">, numbers: Numbers, gapMs: number, now: number): Promise<Minute> {
  const minute = Math.floor(now / 60_000) * 60_000;
  const running = status.minute?.minute === minute ? status.minute : undefined;
  if (status.minute !== undefined && running === undefined) {
    await ctx.db.insert("heartbeatMinutes", { robotId: status.robotId, organizationId: status.organizationId, ...status.minute });
  }
  const fields: Record<string, Stats> = { ...running?.fields };
  for (const name of numberNames) {
    const value = numbers[name];
    if (value !== undefined) fields[name] = addToStats(fields[name], value);
  }
  return {
    minute,
    count: (running?.count ?? 0) + 1,
    lastAt: now,
    longestGapMs: Math.max(running?.longestGapMs ?? 0, gapMs),
    fields,
  };
}

type Window = { robotId: Id<"robots">; since?: number; until?: number };

export async function recent(ctx: Read, organizationId: Id<"organizations">, { robotId, since = 0 }: Window) {
  await Robots.getOrThrow(ctx, organizationId, robotId);
  return (await samplesSince(ctx, robotId, since)).map((sample) => ({ robotId, ...sample }));
}

/** The newest 1,440 of the window with the one that runs, oldest first. */
export async function minutesWithLast(
  ctx: Read,
  organizationId: Id<"organizations">,
  { robotId, since = 0, until = Number.MAX_SAFE_INTEGER }: Window,
): Promise<Minute[]> {
  await Robots.getOrThrow(ctx, organizationId, robotId);
  const [newestFirst, status] = await Promise.all([
    ctx.db
      .query("heartbeatMinutes")
      .withIndex("by_robotId_and_minute", (q) => q.eq("robotId", robotId).gte("minute", since).lte("minute", until))
      .order("desc")
      .take(1_440),
    Robots.statusRow(ctx, robotId),
  ]);
  const running = status?.minute !== undefined && status.minute.minute >= since && status.minute.minute <= until ? [status.minute] : [];
  return [...newestFirst.reverse(), ...running];
}

export async function minutes(ctx: Read, organizationId: Id<"organizations">, window: Window) {
  return (await minutesWithLast(ctx, organizationId, window)).map(({ minute, count, longestGapMs, fields }) => ({
    ...{ minute, count, longestGapMs, fields },
  }));
}
