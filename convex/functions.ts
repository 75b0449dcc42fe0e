import { customCtx, customMutation, customQuery } from "convex-helpers/server/customFunctions";
import { v } from "convex/values";

import type { Doc, Id } from "./_generated/dataModel";
import { action, mutation, query, type QueryCtx } from "./_generated/server";
import { appError } from "./errors";
import { noteUse } from "./model/people/apiKeys";
import { findCaller, type Caller } from "./model/people/callers";
import type { Actor } from "./model/audit";
import { organizationOf } from "./model/people/watchPass";
import { hasSecondFactor } from "./model/people/secondFactors";
import { findSignIn, requireSignedIn } from "./model/people/signIns";

export type Role = Doc<"memberships">["role"];
const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

export function hasRole(has: Role, needs: Role): boolean {
  return rank[has] >= rank[needs];
}

async function membershipOf(ctx: Pick<QueryCtx, "db">, userId: Id<"users">, needs: Role): Promise<Doc<"memberships">> {
  const membership = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .first();
  if (membership === null || !hasRole(membership.role, needs)) throw appError({ code: "forbidden", needs });
  return membership;
}

/** The signed-in member, or the refusal thrown; for the internal functions that actions ask. */
export async function requireRole(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role) {
  const { user } = await requireSignedIn(ctx);
  const membership = await membershipOf(ctx, user._id, needs);
  const actor: Actor = { kind: "operator", id: user._id, name: user.name ?? user.email ?? "operator" };
  return { user, membership, organizationId: membership.organizationId, actor };
}

/** The same for what acts: where the organization asks for a second factor, only somebody who has one. */
export async function requireActing(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role) {
  const me = await requireRole(ctx, needs);
  const organization = await ctx.db.get("organizations", me.organizationId);
  if (organization?.needsSecondFactor === true && !(await hasSecondFactor(ctx, me.user._id))) {
    throw appError({ code: "second_factor", needs: "set_up" });
  }
  return me;
}

/** Which organization the signed-in member may look at, or the refusal thrown; reads no more than it takes to know. */
async function requireWatcher(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role) {
  const signIn = await findSignIn(ctx);
  if (signIn === null) throw appError({ code: "unauthenticated" });
  const { organizationId } = await membershipOf(ctx, signIn.userId, needs);
  return { organizationId };
}

/** The only ways to expose a function to people. The permission is chosen before the handler. */
export const queryAs = (needs: Role) =>
  customQuery(
    query,
    customCtx(async (ctx) => ({ me: await requireRole(ctx, needs) })),
  );

/** For a query that runs again with every heartbeat: the same permission, without who it is. */
export const watchAs = (needs: Role) =>
  customQuery(
    query,
    customCtx(async (ctx) => ({ me: await requireWatcher(ctx, needs) })),
  );

/**
 * For a live row that many people look at: whoever shows the organization's watch pass may. Does not ask who it is, so that
 * one run serves them all (`model/people/watchPass.ts`).
 */
export const passQuery = customQuery(query, {
  args: { pass: v.string() },
  input: async (ctx, { pass }) => ({ ctx: { organizationId: await organizationOf(ctx, pass) }, args: {} }),
});

export const mutationAs = (needs: Role) =>
  customMutation(
    mutation,
    customCtx(async (ctx) => ({ me: await requireActing(ctx, needs) })),
  );

/** For what no missing second factor may keep anybody from: to stop, to demote, and to look. */
export const mutationAlwaysAs = (needs: Role) =>
  customMutation(
    mutation,
    customCtx(async (ctx) => ({ me: await requireRole(ctx, needs) })),
  );

/** Who may call a function of `publicApi`: an API key of at least this role, the robot itself, or both. */
type KeyAccess = { key: Role | null; robot: boolean };

function refuseCaller(caller: Caller, access: KeyAccess) {
  if (caller.kind === "robot" && !access.robot) return "forbidden";
  if (caller.kind === "apiKey" && (access.key === null || !hasRole(caller.role, access.key))) return "forbidden";
  return null;
}

// A wrong key is a value the client acts on, not an error, so the handler decides what to answer:
// `ctx.caller` is either the caller or the refusal to return as it stands.
const keyArgs = { apiKey: v.string() };

/** Reasons a key is refused for; every function of `publicApi` may answer with one. */
export const keyRefusal = v.object({
  ok: v.literal(false),
  reason: v.union(v.literal("unknown_key"), v.literal("revoked_key"), v.literal("expired_key"), v.literal("forbidden")),
});

export type KeyRefusal = { ok: false; reason: "unknown_key" | "revoked_key" | "expired_key" | "forbidden" };

/** For the internal functions that an action of `publicApi` asks; the builders below do the same. */
export async function accessOf(
  ctx: Pick<QueryCtx, "db">,
  apiKey: string,
  access: KeyAccess,
  now: number | null,
): Promise<{ ok: true; caller: Caller } | KeyRefusal> {
  const found = await findCaller(ctx, apiKey, now);
  if (!found.ok) return found;
  const refusal = refuseCaller(found.caller, access);
  return refusal === null ? found : { ok: false, reason: refusal };
}

/** Query for API keys and robot credentials. The clock is closed to queries, so expired keys are revoked by a sweep. */
export const keyQuery = (access: KeyAccess) =>
  customQuery(query, {
    args: keyArgs,
    input: async (ctx, { apiKey }) => ({ ctx: { access: await accessOf(ctx, apiKey, access, null) }, args: {} }),
  });

/** Mutation for API keys and robot credentials. Notes that a key was used, and from where. */
export const keyMutation = (access: KeyAccess) =>
  customMutation(mutation, {
    args: keyArgs,
    input: async (ctx, { apiKey }) => {
      const now = Date.now();
      const found = await accessOf(ctx, apiKey, access, now);
      if (found.ok && found.caller.kind === "apiKey") await noteUse(ctx, found.caller.key, now);
      return { ctx: { access: found }, args: {} };
    },
  });

/** For the few things a stranger may do: see whether first run is needed, claim a pairing token, ask who they are. */
export const openQuery = query;
export const openMutation = mutation;
/** An action reads nothing itself: the internal functions that it calls ask who it is. */
export const openAction = action;
