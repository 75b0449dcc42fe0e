import { internal } from "../../_generated/api";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { recordAudit, systemActor, type Actor } from "../audit";
import { endWithoutSessions } from "../control/ending";
import { emptyLatency } from "../heartbeats/latency";
import { tellOfChange } from "../notices/tellings";
import { noteStop } from "../incidents/happened";
import { known } from "../known";
import { writeReceipt } from "../receipts/writer";
import { statusRow } from "../robots/robots";
import type { Loaded } from "./loaded";
import type * as Rules from "./events";
import { step } from "./rules";
import { nextCheckAt, type Session } from "./state";
import { auditTarget } from "./target";

// Between the pure rules and the database: takes one step of a loaded session, writes what the step says.

export type Write = Pick<MutationCtx, "db" | "scheduler">;
type Evidence = Doc<"sessionEvents">["evidence"];

/**
 * One step, in this transaction. What has run out by `now` is charged to the clock, not to whoever came next.
 * `live` patches counters in the same write; `evidence` is kept with a promotion.
 */
export async function take(
  ctx: Write,
  loaded: Loaded,
  event: Rules.Event,
  actor: Actor,
  more: { evidence?: Evidence; live?: Partial<Doc<"sessionLive">> } = {},
): Promise<{ loaded: Loaded; outcome: Rules.Outcome }> {
  const tick = step(loaded.state, { kind: "tick", now: event.now });
  const due = await persist(ctx, loaded, tick, systemActor("clock"), event.now, {});
  const stepped = step(due.state, event);
  const next = await persist(ctx, due, stepped, actor, event.now, more);
  return { loaded: next, outcome: stepped.outcome };
}

async function persist(
  ctx: Write,
  before: Loaded,
  { session: state, effects }: Rules.Step,
  actor: Actor,
  now: number,
  more: { evidence?: Evidence; live?: Partial<Doc<"sessionLive">> },
): Promise<Loaded> {
  const docPatch = state.version === before.state.version ? null : changesOf(before, state, actor, now);
  if (docPatch !== null) await ctx.db.patch("sessions", before.doc._id, docPatch);
  const doc = { ...before.doc, ...docPatch };

  const live = await persistLive(ctx, before, state, effects, now, more.live ?? {});
  const stop = await persistStop(ctx, before, state, effects, actor);
  // The request of a stop that changed the session is told by that change; only on a closed session it stands alone.
  const changed = effects.some((effect) => effect.kind === "change");
  for (const effect of effects) {
    if (changed && isRequest(effect)) continue;
    await record(ctx, doc, effect, actor, now, more.evidence ?? null);
  }
  let loaded: Loaded = { doc, live, stop, state };
  if (effects.some((effect) => effect.kind === "writeReceipt")) {
    const receiptId = await writeReceipt(ctx, loaded, now);
    await ctx.db.patch("sessions", doc._id, { receiptId });
    loaded = { ...loaded, doc: { ...doc, receiptId } };
  }
  if (before.state.status !== "closed" && state.status === "closed") await endWithoutSessions(ctx, doc.robotId, now);
  if (before.state.mode === "dry_run") await scheduleCheck(ctx, loaded);
  return loaded;
}

/** What a new version of a session writes into its row. */
function changesOf(before: Loaded, state: Session, actor: Actor, now: number): Partial<Doc<"sessions">> {
  const { status, mode, version, modeSince, budgetEndsAt, actions, trialActions, endedAt, closeReason } = state;
  return {
    ...{ status, mode, version, modeSince, budgetEndsAt, actions, trialActions, endedAt, closeReason },
    ...(before.doc.activatedAt === null && status === "active" ? { activatedAt: now } : {}),
    ...(before.state.mode === "dry_run" && mode === "apply_actions" ? { promotions: before.doc.promotions + 1 } : {}),
    // A closed session has no further version.
    ...(status === "closed" ? { closedBy: actor } : {}),
  };
}

const isRequest = (effect: Rules.Effect): boolean => effect.kind === "stopFact" && effect.fact === "requested";

/** One chain of jobs per applied session: each looks once and, if the lease was renewed, comes back at its end. */
export async function scheduleCheck(ctx: Write, loaded: Loaded): Promise<void> {
  if (loaded.state.mode !== "apply_actions") return;
  const at = known(nextCheckAt(loaded.state));
  const { _id: sessionId, promotions: promotion } = loaded.doc;
  await ctx.scheduler.runAt(at, internal.sweeps.checkSession, { sessionId, promotion });
}

async function persistLive(
  ctx: Write,
  { live }: Loaded,
  state: Session,
  effects: Rules.Effect[],
  now: number,
  more: Partial<Doc<"sessionLive">>,
): Promise<Doc<"sessionLive">> {
  const { leaseExpiresAt, lastHeartbeatAt } = state;
  const steps = more.steps ?? live.steps;
  const restart = effects.some((effect) => effect.kind === "restartEvidence")
    ? { evidence: { since: now, fromSteps: steps, safeStops: 0, faults: 0 }, dryRunLatency: emptyLatency() }
    : {};
  const patch = { ...more, ...restart, leaseExpiresAt, lastHeartbeatAt, nextCheckAt: nextCheckAt(state) };
  const next = { ...live, ...patch };
  const isSame = (Object.keys(patch) as (keyof typeof patch)[]).every((name) => next[name] === live[name]);
  if (!isSame) await ctx.db.patch("sessionLive", live._id, patch);
  return next;
}

async function persistStop(
  ctx: Write,
  before: Loaded,
  state: Session,
  effects: Rules.Effect[],
  actor: Actor,
): Promise<Doc<"stops"> | null> {
  if (state.stop === before.state.stop) return before.stop;
  const facts = known(state.stop);
  if (!effects.some(isRequest)) {
    const stop = known(before.stop);
    const { acknowledgedAt, motionZeroAt, requests } = facts;
    await ctx.db.patch("stops", stop._id, { acknowledgedAt, motionZeroAt, requests });
    return { ...stop, acknowledgedAt, motionZeroAt, requests };
  }
  const { organizationId, robotId, _id: sessionId } = before.doc;
  const id = await ctx.db.insert("stops", { organizationId, sessionId, robotId, requestedBy: actor, ...facts });
  // What spares every heartbeat a look for stops must say in the same transaction that there is one.
  await ctx.db.patch("sessionLive", before.live._id, { mayHaveStop: true });
  const status = robotId === null ? null : await statusRow(ctx, robotId);
  if (status !== null) await ctx.db.patch("robotStatus", status._id, { mayHaveStop: true });
  return await ctx.db.get("stops", id);
}

async function record(ctx: Write, doc: Doc<"sessions">, effect: Rules.Effect, actor: Actor, at: number, evidence: Evidence): Promise<void> {
  if (effect.kind === "restartEvidence" || effect.kind === "writeReceipt") return;
  const kind = effect.kind === "change" ? effect.action : `session.stop.${effect.fact}`;
  const { mode, version } = effect.kind === "change" ? effect.after : doc;
  const { reason } = effect;
  await ctx.db.insert("sessionEvents", {
    sessionId: doc._id,
    at,
    kind,
    actor,
    mode,
    version,
    reason,
    evidence,
  });
  await recordAudit(ctx, {
    organizationId: doc.organizationId,
    at,
    actor,
    action: kind,
    target: await auditTarget(ctx, doc),
    ...(effect.kind === "change" ? { before: effect.before, after: effect.after } : {}),
    reason,
  });
  if (effect.kind !== "change") return;
  await noteStop(ctx, doc, effect, actor, at);
  await tellOfChange(ctx, doc, effect, actor, at);
}
