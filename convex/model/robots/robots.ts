import type { Infer, ObjectType } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkName, checkOptional } from "../checks";
import type { Acting } from "../people/me";
import { robotStatusView } from "./answers";
import type { newRobot } from "./shapes";
import * as RobotSchemas from "./robotSchemas";
import { insertStatus, mostRobots, patchStatus } from "./states";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

export async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"robots">) {
  const robot = await ctx.db.get("robots", id);
  if (robot === null || robot.organizationId !== organizationId) throw appError({ code: "not_found", what: "robot" });
  return robot;
}

export async function currentCredential(ctx: Read, robotId: Id<"robots">) {
  return await ctx.db
    .query("robotCredentials")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId).eq("revokedAt", null))
    .first();
}

function toView(robot: Doc<"robots">, schema: Doc<"robotSchemas"> | null) {
  const { _id, _creationTime, organizationId: _, statusId, ...facts } = robot;
  return {
    id: _id,
    ...facts,
    robotSchemaName: schema?.name ?? "",
    robotSchemaVersion: schema?.version ?? 0,
  };
}

export async function list(ctx: Read, organizationId: Id<"organizations">, includeRetired: boolean) {
  const robots = await ctx.db
    .query("robots")
    .withIndex("by_organizationId_and_name", (q) => q.eq("organizationId", organizationId))
    .take(mostRobots);
  const shown = robots.filter((robot) => includeRetired || robot.retiredAt === null);
  const schemaIds = [...new Set(shown.map((robot) => robot.robotSchemaId))];
  const schemas = await Promise.all(schemaIds.map((id) => ctx.db.get("robotSchemas", id)));
  const byId = new Map(schemaIds.map((id, index) => [id, schemas[index] ?? null]));
  return shown.map((robot) => toView(robot, byId.get(robot.robotSchemaId) ?? null));
}

export async function get(ctx: Read, organizationId: Id<"organizations">, id: Id<"robots">) {
  const robot = await getOrThrow(ctx, organizationId, id);
  return toView(robot, await ctx.db.get("robotSchemas", robot.robotSchemaId));
}

/** The live row of a robot that was read already. */
export async function statusOf(ctx: Read, { _id, statusId }: Doc<"robots">): Promise<Doc<"robotStatus"> | null> {
  return statusId === undefined ? await statusRow(ctx, _id) : await ctx.db.get("robotStatus", statusId);
}

export async function statusRow(ctx: Read, robotId: Id<"robots">): Promise<Doc<"robotStatus"> | null> {
  return await ctx.db
    .query("robotStatus")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId))
    .unique();
}

const shown = new Set(Object.keys(robotStatusView.fields));

/** Only what an answer may hold: the live row has more, and is given more. */
export function toStatusView(row: Doc<"robotStatus">): Infer<typeof robotStatusView> {
  const view: Partial<Infer<typeof robotStatusView>> = Object.fromEntries(Object.entries(row).filter(([name]) => shown.has(name)));
  return view as Infer<typeof robotStatusView>; // the row has every field of it, or a field that may be absent
}

export async function status(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots"> | null) {
  if (robotId !== null) {
    const row = await statusRow(ctx, robotId);
    return row === null || row.organizationId !== organizationId ? [] : [toStatusView(row)];
  }
  const rows = await ctx.db
    .query("robotStatus")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(mostRobots);
  return rows.map(toStatusView);
}

export type Registration = ObjectType<typeof newRobot>;

export async function register(ctx: Write, me: Acting, args: Registration, now: number) {
  const { organizationId, actor } = me;
  const name = checkName(args.name, "$.name");
  const schema = await RobotSchemas.getOrThrow(ctx, organizationId, args.robotSchemaId);
  const robotKind = checkOptional(args.robotKind, "$.robotKind", 100) ?? schema.robotKind;
  if (robotKind !== null && schema.robotKind !== null && robotKind !== schema.robotKind) {
    throw appError({ code: "invalid", path: "$.robotKind", message: `The schema is for ${schema.robotKind} robots.` });
  }
  const sameName = await ctx.db
    .query("robots")
    .withIndex("by_organizationId_and_name", (q) => q.eq("organizationId", organizationId).eq("name", name))
    .take(10);
  if (sameName.some((robot) => robot.retiredAt === null)) {
    // Two arms with one name on one floor would let a person stop the wrong one.
    throw appError({ code: "conflict", reason: "name_taken", message: `A robot named ${name} exists already.` });
  }
  const all = await ctx.db
    .query("robots")
    .withIndex("by_organizationId_and_name", (q) => q.eq("organizationId", organizationId))
    .take(mostRobots);
  if (all.length >= mostRobots) {
    throw appError({ code: "conflict", reason: "too_many", message: `At most ${mostRobots} robots per organization.` });
  }
  const id = await ctx.db.insert("robots", {
    organizationId,
    name,
    robotSchemaId: schema._id,
    robotKind,
    calibrationId: checkOptional(args.calibrationId, "$.calibrationId"),
    emergencyStopLocation: checkOptional(args.emergencyStopLocation, "$.emergencyStopLocation") ?? "the robot's base",
    createdBy: actor,
    createdAt: now,
    retiredAt: null,
    paired: null,
  });
  const statusId = await insertStatus(ctx, {
    organizationId,
    robotId: id,
    link: "never",
    linkSince: now,
    nextLinkAt: null,
    mode: "dry_run",
    modeSince: now,
    health: "unknown",
    healthSince: now,
    state: "",
    message: null,
    lastSeenAt: null,
    intervalMs: 1000,
    seq: -1,
    sessionId: null,
    deploymentId: null,
    clockSkewMs: null,
    duplicates: 0,
    outOfOrder: 0,
    lastSampleAt: null,
    lastSentAt: null,
  });
  await ctx.db.patch("robots", id, { statusId });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "robot.register",
    target: { kind: "robot", id, name },
    after: { robotSchemaId: schema._id, robotSchemaVersion: schema.version, robotKind },
  });
  return { id };
}

type SchemaMove = { id: Id<"robots">; robotSchemaId: Id<"robotSchemas">; acceptBreaking?: boolean; reason?: string };

/** Binds the robot to another version of its own schema. An open session keeps the version that it started with. */
export async function setSchema(ctx: Write, me: Acting, args: SchemaMove, now: number) {
  const { organizationId, actor } = me;
  const robot = await getOrThrow(ctx, organizationId, args.id);
  const refuse = (reason: string, message: string) => appError({ code: "conflict", reason, message });
  if (robot.retiredAt !== null) throw refuse("robot_retired", "The robot is retired.");
  const from = await RobotSchemas.getOrThrow(ctx, organizationId, robot.robotSchemaId);
  const to = await RobotSchemas.getOrThrow(ctx, organizationId, args.robotSchemaId);
  if (from.name !== to.name) {
    throw refuse("other_schema", `The robot is bound to ${from.name}. Register another robot for ${to.name}.`);
  }
  const { severity, changes } = RobotSchemas.compare(from, to);
  if (from._id === to._id) return { severity, changes };
  if ((await openSessionsOf(ctx, robot._id)).length > 0) {
    throw refuse("open_session", "Close the robot's open session first.");
  }
  if (severity === "breaking" && args.acceptBreaking !== true) {
    throw refuse("breaking", `Version ${to.version} breaks with version ${from.version}. Read what changes, then confirm.`);
  }
  await ctx.db.patch("robots", robot._id, { robotSchemaId: to._id, robotKind: to.robotKind ?? robot.robotKind });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "robot.setSchema",
    target: { kind: "robot", id: robot._id, name: robot.name },
    before: { robotSchemaId: from._id, version: from.version },
    after: { robotSchemaId: to._id, version: to.version, severity, changes: changes.map(({ kind }) => kind).slice(0, 64) },
    reason: checkOptional(args.reason, "$.reason", 500),
  });
  return { severity, changes };
}

export async function openSessionsOf(ctx: Read, robotId: Id<"robots">): Promise<Doc<"sessions">[]> {
  const ofStatus = (status: "authorized" | "active") =>
    ctx.db
      .query("sessions")
      .withIndex("by_robotId_and_mode", (q) => q.eq("robotId", robotId).eq("status", status))
      .take(50);
  return (await Promise.all([ofStatus("authorized"), ofStatus("active")])).flat();
}

/** Revokes every live credential of the robot; normally there is one. */
export async function revokeCredentials(ctx: Write, robotId: Id<"robots">, now: number): Promise<void> {
  for (;;) {
    const credential = await currentCredential(ctx, robotId);
    if (credential === null) break;
    await ctx.db.patch("robotCredentials", credential._id, { revokedAt: now });
  }
  await ctx.db.patch("robots", robotId, { paired: null });
}

export async function retire(ctx: Write, me: Acting, args: { id: Id<"robots">; reason?: string }, now: number) {
  const robot = await getOrThrow(ctx, me.organizationId, args.id);
  if (robot.retiredAt !== null) return;
  if ((await openSessionsOf(ctx, robot._id)).length > 0) {
    throw appError({ code: "conflict", reason: "open_session", message: "Close the robot's open session first." });
  }
  await ctx.db.patch("robots", robot._id, { retiredAt: now });
  await revokeCredentials(ctx, robot._id, now);
  const live = await statusOf(ctx, robot);
  if (live !== null) {
    await patchStatus(ctx, live, { link: "retired", linkSince: now, nextLinkAt: null });
  }
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "robot.retire",
    target: { kind: "robot", id: robot._id, name: robot.name },
    before: { link: live?.link },
    after: { link: "retired" },
    reason: args.reason === undefined ? null : args.reason.slice(0, 500),
  });
}
