import type { Doc, Id } from "../../_generated/dataModel";
import { checkName } from "../checks";
import { known } from "../known";
import type { Acting } from "../people/me";
import { applyingOn } from "./promoteFacts";
import type * as Rules from "./events";
import { load, toStopView } from "./loaded";
import { take, type Write } from "./store";

// Back to the dry run, at once or for good.

const shortReason = (reason: string | undefined) => (reason === undefined ? null : reason.slice(0, 500));

export async function demote(ctx: Write, me: Acting, args: { id: Id<"sessions">; reason?: string }, now: number) {
  const before = await load(ctx, me.organizationId, args.id);
  const event: Rules.Event = { kind: "demote", now, reason: shortReason(args.reason), isTrouble: false };
  const { loaded } = await take(ctx, before, event, me.actor);
  return { mode: loaded.state.mode, version: loaded.state.version };
}

export async function stop(ctx: Write, me: Acting, args: { id: Id<"sessions">; sentAt?: number; reason?: string }, now: number) {
  const before = await load(ctx, me.organizationId, args.id);
  // A stop is never refused for its decoration: an unusable time is replaced by our own.
  const sentAt = Number.isFinite(args.sentAt) ? (args.sentAt ?? now) : now;
  const event: Rules.Event = { kind: "stop", now, sentAt, reason: shortReason(args.reason) };
  const { loaded } = await take(ctx, before, event, me.actor);
  await demoteOthers(ctx, me, loaded.doc, now);
  const robot = loaded.doc.robotId === null ? null : await ctx.db.get("robots", loaded.doc.robotId);
  return { ...toStopView(known(loaded.stop)), emergencyStopLocation: robot?.emergencyStopLocation ?? null };
}

/** A stop means the arm, not the page it was pressed on: nothing else may go on applying on the same robot. */
async function demoteOthers(ctx: Write, me: Acting, stopped: Doc<"sessions">, now: number): Promise<void> {
  if (stopped.robotId === null) return;
  // The stopped one is back in its dry run, so it is not among them.
  for (const other of await applyingOn(ctx, stopped.robotId)) {
    const before = await load(ctx, me.organizationId, other._id);
    await take(ctx, before, { kind: "demote", now, reason: "robot_stopped", isTrouble: true }, me.actor);
  }
}

export async function close(ctx: Write, me: Acting, args: { id: Id<"sessions">; reason: string }, now: number) {
  const reason = checkName(args.reason, "$.reason", 200);
  const before = await load(ctx, me.organizationId, args.id);
  const { loaded } = await take(ctx, before, { kind: "close", now, reason }, me.actor);
  return { receiptId: loaded.doc.receiptId, loaded };
}

export async function closeAsOperator(ctx: Write, me: Acting, args: { id: Id<"sessions">; reason?: string }, now: number) {
  const { receiptId } = await close(ctx, me, { id: args.id, reason: args.reason ?? "operator_closed" }, now);
  return { receiptId };
}
