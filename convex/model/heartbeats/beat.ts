import type { Infer, ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import { followRules } from "../alertRules/follow";
import type { Actor } from "../audit";
import { rename } from "../cameras/cameras";
import { countsAfter } from "./counts";
import { checkHeartbeat, type Heartbeat, numbersOf } from "./check";
import * as Heartbeats from "./heartbeats";
import { addLatency } from "./latency";
import { openSessionOf, ordersOf, pendingStop } from "./orders";
import * as Robots from "../robots/robots";
import { isOfRobot } from "../receipts/robotSignature";
import type { Event } from "../sessions/events";
import { leaseMs } from "../sessions/state";
import { load, loadFrom, type Loaded } from "../sessions/loaded";
import { tellRobot } from "../sessions/presence";
import { take, type Write } from "../sessions/store";
import type { commandAck } from "./shapes";
import { troublesAfter } from "./troubles";
import type { heartbeatAnswer } from "../wire/answers";

// One heartbeat from arrival to answer: order of arrival, acknowledgement, session, live row, orders.

export type Beat = Heartbeat & { ack?: Infer<typeof commandAck> | null };

export async function receive(
  ctx: Write,
  robot: Doc<"robots">,
  beat: Beat,
  actor: Actor,
  now: number,
): Promise<{ ok: true } & ObjectType<typeof heartbeatAnswer>> {
  checkHeartbeat(beat);
  const status = await Robots.statusOf(ctx, robot);
  if (status === null) throw new Error("a robot without its status row");
  // First of all: a stop that was obeyed was obeyed, whatever order the messages arrive in.
  await acknowledge(ctx, robot, beat, actor, now);
  const sessionId = beat.sessionId ?? null;
  const found = sessionId === null ? null : await ctx.db.get("sessions", sessionId);
  // A session that is not this robot's counts as none, but the heartbeat is taken: its answer may carry a stop.
  const named = found !== null && found.robotId === robot._id ? found : null;
  const sessionRefused = sessionId !== null && named === null;
  let session = named === null ? null : await loadFrom(ctx, named);
  const heard = { ...beat, sessionId: named?._id ?? null };
  // Only after the acknowledgement, which may be of the very stop.
  const pending = status.mayHaveStop === false ? null : await pendingStop(ctx, robot._id);
  let open = named !== null || status.mayHaveSession === false ? null : await openSessionOf(ctx, robot._id);
  const room = Heartbeats.takeBeat(status, heard, now);
  if ("retryAfterMs" in room) {
    // Nothing is written; what the robot must do is told all the same.
    return { ok: true as const, serverTime: now, accepted: false, sessionRefused, ...room, ...ordersOf(session ?? open, pending) };
  }
  const order = Heartbeats.orderOf(status, beat, now);
  if (order !== "new") {
    // It says nothing about now: no lease is renewed, nothing is charted.
    await Heartbeats.countRepeat(ctx, status, order, room.taken);
  } else {
    if (session !== null) session = await beatSession(ctx, session, status, beat, actor, now);
    if (open !== null && open.state.mode === "apply_actions") open = await forgotten(ctx, open, actor, now);
    // What a goodbye carries says nothing of how it goes on.
    const rules = beat.goodbye === true ? status.rules : await followRules(ctx, robot, status, numbersOf(beat), named?._id ?? null, now);
    await Heartbeats.record(
      ctx,
      status,
      heard,
      { taken: room.taken, session: named, mayHaveStop: pending !== null, mayHaveSession: named !== null || open !== null, rules },
      now,
    );
    if (!areSame(status.cameras, beat.cameras)) await rename(ctx, robot.organizationId, robot._id, beat.cameras ?? []);
  }
  const presence = order !== "new" || named === null ? null : await tellRobot(ctx, named, beat.presenceShown ?? null, now);
  return {
    ok: true as const,
    serverTime: now,
    accepted: order === "new",
    sessionRefused,
    ...(presence === null ? {} : { presence }),
    ...(status.picturesUntil !== undefined && status.picturesUntil > now ? { picturesUntil: status.picturesUntil } : {}),
    ...ordersOf(session ?? open, pending),
  };
}

const areSame = (before: readonly string[] = [], now: readonly string[] = []) =>
  before.length === now.length && now.every((name, index) => name === before[index]);

async function acknowledge(ctx: Write, robot: Doc<"robots">, beat: Beat, actor: Actor, now: number): Promise<void> {
  const { ack } = beat;
  if (ack === undefined || ack === null) return;
  const stopId = ctx.db.normalizeId("stops", ack.commandId);
  const stop = stopId === null ? null : await ctx.db.get("stops", stopId);
  if (stop === null || stop.robotId !== robot._id || stop.sessionId !== ack.sessionId) return;
  const before = await load(ctx, robot.organizationId, stop.sessionId);
  // An older stop of the same session was answered by the newer one already.
  if (before.stop?._id !== stop._id) return;
  const facts = { version: ack.version, motionZero: ack.motionZero === true };
  await take(ctx, before, { kind: "ack", now, ack: facts }, actor);
}

/**
 * Nothing is promoted before the robot has named the session, so one that names none has begun anew since. Whoever promoted saw
 * another process, and may stand at an arm that is believed to be dead.
 */
async function forgotten(ctx: Write, open: Loaded, actor: Actor, now: number): Promise<Loaded> {
  const { loaded } = await take(ctx, open, { kind: "demote", now, reason: "robot_restarted", isTrouble: true }, actor);
  return loaded;
}

async function beatSession(ctx: Write, before: Loaded, status: Doc<"robotStatus">, beat: Beat, actor: Actor, now: number): Promise<Loaded> {
  const intervalMs = beat.intervalMs ?? Heartbeats.defaultIntervalMs;
  const underWayMs = beat.sentAt === undefined ? 0 : now - beat.sentAt;
  const live = before.state.status === "closed" ? {} : countersAfter(before.live, beat, now);
  const event: Event = {
    kind: "heartbeat",
    now,
    intervalMs,
    health: Heartbeats.healthOf(beat.state),
    goodbye: beat.goodbye === true,
    fellBack: status.sessionId === before.doc._id && status.mode === "apply_actions" && beat.mode !== "apply_actions",
    renewsLease: underWayMs < leaseMs(intervalMs),
    ack: null,
    appliedSteps: live.appliedSteps ?? before.live.appliedSteps,
  };
  const { loaded } = await take(ctx, before, event, actor, { live });
  return loaded;
}

function countersAfter(live: Doc<"sessionLive">, beat: Beat, now: number): Partial<Doc<"sessionLive">> {
  const isFirst = live.heartbeats === 0;
  const { health: healthBefore, ...before } = live.reported;
  const { reported, grown } = countsAfter(before, beat);
  const steps = live.steps + grown.steps;
  const appliedSteps = live.appliedSteps + grown.appliedSteps;
  const health = Heartbeats.healthOf(beat.state);
  const isNew = (wanted: typeof health) => health === wanted && healthBefore !== wanted;
  const newSafeStops = Math.max(grown.safeStops, isNew("safe_stop") ? 1 : 0);
  const newFaults = isNew("fault") ? 1 : 0;
  const troubles =
    live.troubles === undefined
      ? undefined
      : troublesAfter(live.troubles, { health, message: beat.message, hasStopped: newSafeStops > 0 }, now);
  const latencyMs = beat.inferenceMs ?? beat.roundTripMs;
  const gapMs = live.lastHeartbeatAt === null ? 0 : now - live.lastHeartbeatAt;
  const { evidence } = live;
  return {
    heartbeats: live.heartbeats + 1,
    longestGapMs: Math.max(live.longestGapMs, gapMs),
    steps,
    appliedSteps,
    safeStops: live.safeStops + newSafeStops,
    faults: live.faults + newFaults,
    errors: errorsAfter(live.errors, beat, health),
    ...(troubles === undefined || troubles === live.troubles ? {} : { troubles: { spans: [...troubles.spans], missed: troubles.missed } }),
    reported: { ...reported, health },
    evidence: {
      since: evidence.since,
      // Steps that were there before the first report are nobody's evidence.
      fromSteps: isFirst ? steps : evidence.fromSteps,
      safeStops: evidence.safeStops + newSafeStops,
      faults: evidence.faults + newFaults,
    },
    ...(latencyMs === undefined
      ? {}
      : { latency: addLatency(live.latency, latencyMs), dryRunLatency: addLatency(live.dryRunLatency, latencyMs) }),
  };
}

const mostErrors = 20;

function errorsAfter(errors: string[], beat: Beat, health: string): string[] {
  if (health !== "fault" || beat.message === undefined || beat.message === "") return errors;
  const text = beat.message.slice(0, 200);
  return errors.length >= mostErrors || errors.at(-1) === text ? errors : [...errors, text];
}

// The account of a run is far shorter; a receipt must stay far below the largest document.
const longestSigned = 20_000;

/**
 * The robot's own account of the run, with its signature if it has a key; refused after the close, because the receipt is
 * written, and when the signature is not of the paired machine's key or signs anything else.
 */
export async function reportSummary(
  ctx: Write,
  organizationId: Id<"organizations">,
  sessionId: Id<"sessions">,
  summary: NonNullable<Doc<"sessionLive">["runSummary"]>,
  signed?: { body: string; signature: string },
): Promise<"ok" | "closed" | "wrong_signature"> {
  const { doc, live } = await load(ctx, organizationId, sessionId);
  if (doc.status === "closed") return "closed";
  const errors = summary.errors.slice(0, mostErrors).map((text) => text.slice(0, 500));
  const numbers = numbersOf({
    steps: summary.steps,
    appliedSteps: summary.appliedSteps,
    safeStops: summary.safeStops,
  });
  const { steps = 0, appliedSteps = 0, safeStops = 0 } = numbers;
  const runSummary = { ok: summary.ok, steps, appliedSteps, safeStops, errors };
  const robotSignature = signed === undefined ? undefined : await robotSignatureOf(ctx, doc, runSummary, signed);
  if (robotSignature === null) return "wrong_signature";
  // Undefined takes an earlier signature away: it was of other counts.
  await ctx.db.patch("sessionLive", live._id, { runSummary, robotSignature });
  return "ok";
}

/** The signature with the key that the robot's machine gave when it was paired; `null` when it is not of that key and these counts. */
async function robotSignatureOf(
  ctx: Write,
  { _id: sessionId, robotId }: Doc<"sessions">,
  summary: unknown,
  signed: { body: string; signature: string },
) {
  const credential = robotId === null ? null : await Robots.currentCredential(ctx, robotId);
  const publicKey = credential?.publicKey ?? null;
  if (publicKey === null || signed.body.length > longestSigned) return null;
  const { body, signature } = signed;
  return isOfRobot({ body, signature, publicKey }, { sessionId, robotId, summary }) ? { body, signature, publicKey } : null;
}
