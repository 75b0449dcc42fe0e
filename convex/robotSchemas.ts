import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as RobotSchemas from "./model/robots/robotSchemas";
import { schemaChange, schemaSeverity } from "./model/robots/shapes";
import { robotSchemaView } from "./model/robots/answers";

/** Every version of every schema, newest first, at most 500. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(robotSchemaView),
  handler: (ctx) => RobotSchemas.list(ctx, ctx.me.organizationId),
});

/** `document` is JSON text. */
export const get = queryAs("viewer")({
  args: { id: v.id("robotSchemas") },
  returns: v.object({ ...robotSchemaView.fields, document: v.string() }),
  handler: (ctx, { id }) => RobotSchemas.get(ctx, ctx.me.organizationId, id),
});

/** What going from one version to another means, worst first; `severity` is that of the worst change, `none` without any. */
export const diff = queryAs("viewer")({
  args: { from: v.id("robotSchemas"), to: v.id("robotSchemas") },
  returns: v.object({
    from: robotSchemaView,
    to: robotSchemaView,
    severity: v.union(schemaSeverity, v.literal("none")),
    changes: v.array(schemaChange),
  }),
  handler: (ctx, args) => RobotSchemas.diff(ctx, ctx.me.organizationId, args),
});

/** Where exactly this version is used, at most 200 of each. */
export const usage = queryAs("viewer")({
  args: { id: v.id("robotSchemas") },
  returns: v.object({
    robots: v.array(v.object({ id: v.id("robots"), name: v.string(), retiredAt: v.union(v.number(), v.null()) })),
    deployments: v.array(v.object({ id: v.id("deployments"), name: v.string() })),
  }),
  handler: (ctx, { id }) => RobotSchemas.usage(ctx, ctx.me.organizationId, id),
});

/**
 * `document` is JSON text of at most 256 KiB. The same name again makes the next version; the very same document
 * again returns the version it already is. Refused with `invalid`, whose `problems` carry JSON paths.
 */
export const register = mutationAs("operator")({
  args: { name: v.string(), document: v.string(), robotKind: v.optional(v.string()) },
  returns: v.object({ id: v.id("robotSchemas"), version: v.number() }),
  handler: (ctx, args) => RobotSchemas.register(ctx, ctx.me, args, Date.now()),
});
