import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { type Actor, recordAudit } from "../audit";
import { tellGiven } from "../notices/tellings";
import { limitBroken } from "../people/limitRules";
import { limitsOf } from "../people/limits";
import type { Me } from "../people/me";
import { memberOf } from "../people/members";
import { needsAttention } from "./attentionRule";
import { getOrThrow } from "./robots";
import { addStep } from "../incidents/rows";
import { stateRow } from "./stateRows";

// Who attends to a robot that needs attention. It changes no control and hides no cause; when the cause is gone, it ends by itself
// (`states.ts`), and when the person leaves the organization or may no longer act (`attendances.ts`).

type Write = Pick<MutationCtx, "db">;
/** The robot, and who attends to it as the caller's page shows it: the id of a person, `null` for nobody. */
type Shown = { robotId: Id<"robots">; attendedBy: string | null };

async function found(ctx: Write, me: Me, { robotId, attendedBy }: Shown) {
  const robot = await getOrThrow(ctx, me.organizationId, robotId);
  const row = await stateRow(ctx, robotId);
  if (row === null || !needsAttention(row)) {
    throw appError({ code: "conflict", reason: "no_cause", message: "The robot needs no attention any more." });
  }
  if ((row.attendance?.by.id ?? null) !== attendedBy) {
    throw appError({ code: "conflict", reason: "changed", message: "Meanwhile somebody else took or gave it. See who attends to it now." });
  }
  return { robot, row };
}

async function write(ctx: Write, me: Me, row: Doc<"robotStates">, robot: Doc<"robots">, action: string, by: Actor, now: number) {
  const before = row.attendance?.by.name;
  const givenBy = by.id === me.actor.id ? null : me.actor;
  await ctx.db.patch("robotStates", row._id, { attendance: { by, since: now, givenBy } });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action,
    target: { kind: "robot", id: robot._id, name: robot.name },
    ...(before === undefined ? {} : { before: { by: before } }),
    after: { by: by.name, link: row.link, health: row.health },
  });
  const isOwn = by.id === me.actor.id;
  await addStep(ctx, robot._id, { at: now, kind: isOwn ? "take" : "give", by: me.actor, to: isOwn ? null : by.name });
}

/** The caller attends to it from now on, in place of whoever did. */
export async function take(ctx: Write, me: Me, shown: Shown, now: number): Promise<void> {
  const { robot, row } = await found(ctx, me, shown);
  if (row.attendance?.by.id === me.actor.id) return;
  await write(ctx, me, row, robot, "attention.take", me.actor, now);
}

/** Another member attends to it from now on, and is told. */
export async function give(
  ctx: Pick<MutationCtx, "db" | "scheduler">,
  me: Me,
  { to, ...shown }: Shown & { to: Id<"memberships"> },
  now: number,
): Promise<void> {
  const { membership, name } = await memberOf(ctx, me, to);
  const { robot, row } = await found(ctx, me, shown);
  if (membership.role === "viewer") {
    throw appError({ code: "conflict", reason: "viewer", message: "A viewer may not act. Give it to an operator or an admin." });
  }
  if (limitBroken(limitsOf(membership), { robotId: robot._id }) !== null) {
    throw appError({ code: "conflict", reason: "limited", message: `${name} may not act on this robot.` });
  }
  const by: Actor = { kind: "operator", id: membership.userId, name };
  if (row.attendance?.by.id === by.id) return;
  await write(ctx, me, row, robot, "attention.give", by, now);
  if (by.id !== me.actor.id) await tellGiven(ctx, robot, { id: membership.userId, name }, me.actor, now);
}

/** Nobody attends to it any more; its cause stays on the list. By whoever attends to it, or by an admin. */
export async function done(ctx: Write, me: Me, robotId: Id<"robots">, now: number): Promise<void> {
  const robot = await getOrThrow(ctx, me.organizationId, robotId);
  const row = await stateRow(ctx, robotId);
  if (row?.attendance === undefined) return;
  const { by } = row.attendance;
  if (by.id !== me.actor.id && me.membership.role !== "admin") {
    throw appError({ code: "conflict", reason: "not_yours", message: "Somebody else attends to it. Take it first." });
  }
  await ctx.db.patch("robotStates", row._id, { attendance: undefined });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "attention.done",
    target: { kind: "robot", id: robot._id, name: robot.name },
    before: { by: by.name },
  });
  await addStep(ctx, robotId, { at: now, kind: "done", by: me.actor, to: null });
}
