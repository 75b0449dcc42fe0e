import { v } from "convex/values";

// One validator, many uses: schema field, argument, return value, client prop type.

export const role = v.union(v.literal("viewer"), v.literal("operator"), v.literal("admin"));
/** On which robots and deployments a member or a key may act; a list that is absent means every one (`people/limitRules.ts`). */
export const limits = v.object({ robots: v.optional(v.array(v.id("robots"))), deployments: v.optional(v.array(v.id("deployments"))) });
export const limit = v.union(v.literal("robot"), v.literal("deployment"));
export const mode = v.union(v.literal("dry_run"), v.literal("apply_actions"));
export const sessionStatus = v.union(v.literal("authorized"), v.literal("active"), v.literal("closed"));
export const link = v.union(v.literal("never"), v.literal("online"), v.literal("late"), v.literal("offline"), v.literal("retired"));
/** What the robot last said about itself; `unknown` before it said anything. */
export const health = v.union(v.literal("unknown"), v.literal("ok"), v.literal("warning"), v.literal("fault"), v.literal("safe_stop"));
/** The pages whose lists can be kept as a view. */
export const viewPage = v.union(v.literal("fleet"), v.literal("sessions"), v.literal("receipts"), v.literal("trends"), v.literal("audit"));

/** The languages in which the server writes to people; the console's own are in `src/i18n/languages.ts`. */
export const language = v.union(v.literal("en"), v.literal("de"));

export const nullable = <T extends Parameters<typeof v.union>[0]>(value: T) => v.union(value, v.null());

export const actor = v.object({
  kind: v.union(v.literal("operator"), v.literal("apiKey"), v.literal("robot"), v.literal("system")),
  /** User id, API key id, robot id, or the name of the scheduled job. */
  id: v.string(),
  name: v.string(),
});

/** A condition that is not met, what it means, and what to do about it. */
export const condition = v.object({ code: v.string(), message: v.string(), fix: v.string() });
