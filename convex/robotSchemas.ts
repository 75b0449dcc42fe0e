import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as RobotSchemas from "./model/robotSchemas";
import { robotSchemaView } from "./model/views";

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

/**
 * `document` is JSON text of at most 256 KiB. The same name again makes the next version; the very same document
 * again returns the version it already is. Refused with `invalid`, whose `problems` carry JSON paths.
 */
export const register = mutationAs("operator")({
  args: { name: v.string(), document: v.string(), robotKind: v.optional(v.string()) },
  returns: v.object({ id: v.id("robotSchemas"), version: v.number() }),
  handler: (ctx, args) => RobotSchemas.register(ctx, ctx.me, args, Date.now()),
});
