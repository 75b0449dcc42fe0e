import { v } from "convex/values";

import { mutationAs, passQuery, queryAs, watchAs } from "./functions";
import { currentPass } from "./model/people/watchPass";
import * as Robots from "./model/robots/robots";
import * as States from "./model/robots/states";
import { newRobot, schemaChange, schemaSeverity } from "./model/robots/shapes";
import { robotStateView, robotStatusView, robotView } from "./model/robots/answers";

/** Static facts, ordered by name, at most 1,000. Live facts are in `status`. */
export const list = queryAs("viewer")({
  args: { includeRetired: v.optional(v.boolean()) },
  returns: v.array(robotView),
  handler: (ctx, { includeRetired }) => Robots.list(ctx, ctx.me.organizationId, includeRetired ?? false),
});

export const get = queryAs("viewer")({
  args: { id: v.id("robots") },
  returns: robotView,
  handler: (ctx, { id }) => Robots.get(ctx, ctx.me.organizationId, id),
});

/** What opens `states` and `live` for every member of the organization; renewed when a sign-in or membership is ended, hourly at least. */
export const watchPass = watchAs("viewer")({
  args: {},
  returns: v.string(),
  handler: (ctx) => currentPass(ctx, ctx.me.organizationId),
});

/**
 * Link, mode, health, session and message of at most 50 robots; wakes when one of them changes. Robots that are not of the pass's organization
 * are left out. Ask for the fleet in parts that are the same for everybody, so that a change runs one small query for all who look.
 */
export const states = passQuery({
  args: { robotIds: v.array(v.id("robots")) },
  returns: v.array(robotStateView),
  handler: (ctx, { robotIds }) => States.ofRobots(ctx, ctx.organizationId, robotIds),
});

/** The live row of one robot, `null` when it is not of the pass's organization; wakes with its every heartbeat. */
export const live = passQuery({
  args: { robotId: v.id("robots") },
  returns: v.union(robotStatusView, v.null()),
  handler: async (ctx, { robotId }) => (await Robots.status(ctx, ctx.organizationId, robotId))[0] ?? null,
});

/** Live rows of the fleet, or of one robot with `robotId`; wakes with every heartbeat. */
export const status = watchAs("viewer")({
  args: { robotId: v.optional(v.id("robots")) },
  returns: v.array(robotStatusView),
  handler: (ctx, { robotId }) => Robots.status(ctx, ctx.me.organizationId, robotId ?? null),
});

export const register = mutationAs("operator")({
  args: newRobot,
  returns: v.object({ id: v.id("robots") }),
  handler: (ctx, args) => Robots.register(ctx, ctx.me, args, Date.now()),
});

/**
 * Binds the robot to another version of its schema and answers what that changes. Refused with `conflict`:
 * `open_session`, `breaking` (unless `acceptBreaking`), `other_schema`, `robot_retired`.
 */
export const setSchema = mutationAs("operator")({
  args: {
    id: v.id("robots"),
    robotSchemaId: v.id("robotSchemas"),
    acceptBreaking: v.optional(v.boolean()),
    reason: v.optional(v.string()),
  },
  returns: v.object({ severity: v.union(schemaSeverity, v.literal("none")), changes: v.array(schemaChange) }),
  handler: (ctx, args) => Robots.setSchema(ctx, ctx.me, args, Date.now()),
});

/** Revokes the robot's credential for good; refused with `conflict` while a session is open on it. */
export const retire = mutationAs("admin")({
  args: { id: v.id("robots"), reason: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Robots.retire(ctx, ctx.me, args, Date.now());
    return null;
  },
});
