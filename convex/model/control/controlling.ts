import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { type Actor, recordAudit } from "../audit";
import { checkName } from "../checks";
import { tellOffered, tellTakenOver } from "../notices/tellings";
import { limitBroken } from "../people/limitRules";
import { limitsOf } from "../people/limits";
import type { Me } from "../people/me";
import { memberOf } from "../people/members";
import { getOrThrow } from "../robots/robots";
import { openSessionOn } from "./ending";
import { controlOf } from "./holding";

// Who holds a robot: while somebody does, only they may promote a session on it or give it more time. Stopping, going back to the dry run
// and closing are everybody's, whoever holds it. It ends by itself with the last session on the robot (`ending.ts`).

/** How long what was offered may be accepted. Somebody who comes back an hour later finds another situation. */
const offerLifeMs = 2 * 60_000;

type Write = Pick<MutationCtx, "db" | "scheduler">;
type Change = { action: string; before?: Record<string, unknown>; after?: Record<string, unknown>; reason?: string };

async function record(ctx: Write, me: Me, robot: Doc<"robots">, change: Change, now: number): Promise<void> {
  const target = { kind: "robot", id: robot._id, name: robot.name };
  await recordAudit(ctx, { organizationId: me.organizationId, at: now, actor: me.actor, target, ...change });
}

async function held(ctx: Write, me: Me, robotId: Id<"robots">) {
  const robot = await getOrThrow(ctx, me.organizationId, robotId);
  const row = await controlOf(ctx, robotId);
  return { robot, row };
}

async function heldByMe(ctx: Write, me: Me, robotId: Id<"robots">) {
  const { robot, row } = await held(ctx, me, robotId);
  if (row?.by.id !== me.actor.id) throw conflict("not_yours", "You do not hold this robot any more.");
  return { robot, row };
}

/** The caller holds it from now on. From somebody else only with a reason, which they are told. */
export async function take(
  ctx: Write,
  me: Me,
  args: { robotId: Id<"robots">; heldBy: string | null; reason?: string },
  now: number,
): Promise<void> {
  const { robot, row } = await held(ctx, me, args.robotId);
  if ((row?.by.id ?? null) !== args.heldBy) throw conflict("changed", "Meanwhile somebody else holds it. See who does now.");
  if (row?.by.id === me.actor.id) return;
  if ((await openSessionOn(ctx, robot._id)) === null) throw conflict("no_session", "No session is open on this robot.");
  if (row === null) {
    const { organizationId, actor: by } = me;
    await ctx.db.insert("robotControls", { organizationId, robotId: robot._id, by, since: now });
    await record(ctx, me, robot, { action: "control.take" }, now);
    return;
  }
  const reason = checkName(args.reason ?? "", "$.reason", 200, "Say why you take it.");
  await ctx.db.patch("robotControls", row._id, { by: me.actor, since: now, offer: undefined });
  await record(ctx, me, robot, { action: "control.take", before: { by: row.by.name }, after: { by: me.actor.name }, reason }, now);
  await tellTakenOver(ctx, robot, row.by, me.actor, reason, now);
}

/** Offers it to another member, who is told and has two minutes to accept. `to: null` takes the offer back. */
export async function offer(ctx: Write, me: Me, args: { robotId: Id<"robots">; to: Id<"memberships"> | null }, now: number): Promise<void> {
  const { robot, row } = await heldByMe(ctx, me, args.robotId);
  if (args.to === null) {
    if (row.offer === undefined) return;
    await ctx.db.patch("robotControls", row._id, { offer: undefined });
    await record(ctx, me, robot, { action: "control.withdraw", before: { to: row.offer.to.name } }, now);
    return;
  }
  const { membership, name } = await memberOf(ctx, me, args.to);
  if (membership.userId === me.user._id) throw conflict("yours", "You hold this robot already.");
  if (membership.role === "viewer") throw conflict("viewer", "A viewer may not act. Give it to an operator or an admin.");
  if (limitBroken(limitsOf(membership), { robotId: robot._id }) !== null) throw conflict("limited", `${name} may not act on this robot.`);
  const to: Actor = { kind: "operator", id: membership.userId, name };
  await ctx.db.patch("robotControls", row._id, { offer: { to, until: now + offerLifeMs } });
  await record(ctx, me, robot, { action: "control.offer", after: { to: name } }, now);
  const session = await openSessionOn(ctx, robot._id);
  if (session !== null) await tellOffered(ctx, session, robot.name, { id: membership.userId, name }, me.actor, now);
}

/** Whom it was offered to says yes, and holds it from now on, or no. */
export async function answer(ctx: Write, me: Me, args: { robotId: Id<"robots">; accept: boolean }, now: number): Promise<void> {
  const { robot, row } = await held(ctx, me, args.robotId);
  if (row?.offer?.to.id !== me.actor.id) throw conflict("no_offer", "Nobody offers you this robot any more.");
  if (!args.accept) {
    await ctx.db.patch("robotControls", row._id, { offer: undefined });
    await record(ctx, me, robot, { action: "control.decline", before: { by: row.by.name } }, now);
    return;
  }
  if (now >= row.offer.until) throw conflict("offer_too_old", "The offer is too old. Ask for another, or take the robot with a reason.");
  await ctx.db.patch("robotControls", row._id, { by: me.actor, since: now, offer: undefined });
  await record(ctx, me, robot, { action: "control.accept", before: { by: row.by.name }, after: { by: me.actor.name } }, now);
}

/** Nobody holds it any more. By its holder, or by an admin. */
export async function release(ctx: Write, me: Me, robotId: Id<"robots">, now: number): Promise<void> {
  const { robot, row } = await held(ctx, me, robotId);
  if (row === null) return;
  if (row.by.id !== me.actor.id && me.membership.role !== "admin")
    throw appError({ code: "conflict", reason: "not_yours", message: "Somebody else holds it. Take it with a reason." });
  await ctx.db.delete("robotControls", row._id);
  await record(ctx, me, robot, { action: "control.release", before: { by: row.by.name } }, now);
}
