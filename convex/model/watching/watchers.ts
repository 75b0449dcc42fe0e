import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Me } from "../people/me";
import * as Robots from "../robots/robots";
import type { Device, Watcher } from "./shapes";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

/** Open pages of one robot that are told; more people than stand around an arm. */
const mostTold = 20;
const longestTab = 64;
/** Open pages of one person that are kept for a robot: nobody crowds the others out. */
const mostOwn = 5;
const goneAfterMs = 10 * 60_000;

/** The open pages of a robot, the one heard last first. Says when each was heard: who reads it tells what is too old. */
export async function list(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots">): Promise<Watcher[]> {
  await Robots.getOrThrow(ctx, organizationId, robotId);
  const rows = await ctx.db
    .query("watchers")
    .withIndex("by_robotId_and_seenAt", (q) => q.eq("robotId", robotId))
    .order("desc")
    .take(mostTold);
  return rows.map(({ tab, by, device, isInSight, seenAt }) => ({ tab, by, device, isInSight, seenAt }));
}

type Told = { robotId: Id<"robots">; tab: string; device: Device; isInSight: boolean };

/** Keeps that a page is open. It is no act on the robot, so the log has nothing of it. Throws `not_found`, `invalid`. */
export async function tell(ctx: Write, me: Me, { robotId, tab, device, isInSight }: Told, now: number): Promise<void> {
  if (tab === "" || tab.length > longestTab)
    throw appError({ code: "invalid", path: "$.tab", message: `Give 1 to ${longestTab} characters that name the open page.` });
  await Robots.getOrThrow(ctx, me.organizationId, robotId);
  const own = await pagesOf(ctx, robotId, me);
  const oldest = own.length < mostOwn ? undefined : own.reduce((one, other) => (other.seenAt < one.seenAt ? other : one));
  const row = own.find((each) => each.tab === tab) ?? oldest;
  const told = { tab, by: me.actor, device, isInSight, seenAt: now };
  if (row === undefined) await ctx.db.insert("watchers", { organizationId: me.organizationId, robotId, ...told });
  else await ctx.db.patch("watchers", row._id, told);
}

/** Forgets a page of the caller's that was closed. Throws `not_found`. */
export async function leave(ctx: Write, me: Me, { robotId, tab }: Pick<Told, "robotId" | "tab">): Promise<void> {
  await Robots.getOrThrow(ctx, me.organizationId, robotId);
  const row = (await pagesOf(ctx, robotId, me)).find((each) => each.tab === tab);
  if (row !== undefined) await ctx.db.delete("watchers", row._id);
}

async function pagesOf(ctx: Read, robotId: Id<"robots">, { actor }: Me) {
  return await ctx.db
    .query("watchers")
    .withIndex("by_robotId_and_person", (q) => q.eq("robotId", robotId).eq("by.id", actor.id))
    .take(mostOwn);
}

/** Deletes pages that were not heard for ten minutes; answers how many. */
export async function prune(ctx: Write, now: number, most: number): Promise<number> {
  const rows = await ctx.db
    .query("watchers")
    .withIndex("by_seenAt", (q) => q.lt("seenAt", now - goneAfterMs))
    .take(most);
  for (const row of rows) await ctx.db.delete("watchers", row._id);
  return rows.length;
}
