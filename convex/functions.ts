import { customAction, customMutation, customQuery } from "convex-helpers/server/customFunctions";
import { v, type PropertyValidators } from "convex/values";

import { action, mutation, query, type QueryCtx } from "./_generated/server";
import { appError } from "./errors";
import { noteUse } from "./model/people/apiKeys";
import { findCaller, type Caller } from "./model/people/callers";
import type { Limits } from "./model/people/limitRules";
import { limitsOf, limitsOfKey, refusedBy, touchingFields, type Hold } from "./model/people/limits";
import type { Me } from "./model/people/me";
import type { KeyRefusal } from "./model/wire/answers";
import { ofPerson } from "./model/people/ofPerson";
import { opened } from "./model/people/wallLinks";
import { organizationOf } from "./model/people/watchPass";
import { hasRole, requireActing, requireRole, requireWatcher, type Role } from "./model/people/roles";
import { requireSignedIn } from "./model/people/signIns";

// Every function of people takes the organization that the page shows. Its id, or nothing that is known: then it is `forbidden`.
const page = { organization: v.optional(v.string()) };

/** The only ways to expose a function to people. The permission is chosen before the handler. */
export const queryAs = (needs: Role) =>
  customQuery(query, {
    args: page,
    input: async (ctx, { organization }) => ({ ctx: { me: await requireRole(ctx, needs, organization) }, args: {} }),
  });

/** For a query that runs again with every heartbeat: the same permission, without who it is. */
export const watchAs = (needs: Role) =>
  customQuery(query, {
    args: page,
    input: async (ctx, { organization }) => ({ ctx: { me: await requireWatcher(ctx, needs, organization) }, args: {} }),
  });

/**
 * For a live row that many people look at: whoever shows the organization's watch pass may. Does not ask who it is, so that
 * one run serves them all (`model/people/watchPass.ts`).
 */
export const passQuery = customQuery(query, {
  args: { pass: v.string() },
  input: async (ctx, { pass }) => ({ ctx: { organizationId: await organizationOf(ctx, pass) }, args: {} }),
});

/** For a screen where nobody signs in: whoever shows the secret of a link for one may look at what a wall shows. */
export const wallQuery = customQuery(query, {
  args: { link: v.string() },
  input: async (ctx, { link }) => ({ ctx: { wall: await opened(ctx, link, null) }, args: {} }),
});

/** The same where the clock may be read: to note that the link is in use, and nothing else. */
export const wallMutation = customMutation(mutation, {
  args: { link: v.string() },
  input: async (ctx, { link }) => ({ ctx: { wall: await opened(ctx, link, Date.now()) }, args: {} }),
});

type Fields = ReturnType<typeof touchingFields>;
type Call = { db: QueryCtx["db"]; me?: Me; access?: Access };

/**
 * Holds what a builder makes to the limits of who calls: what it acts on is read from the validators of its arguments, so that a new
 * function with a robot, a deployment or a session among them is held without a word. `refuse` throws, or answers what to go on with.
 */
function held<Builder>(build: Builder, refuse: (ctx: Call, args: Record<string, unknown>, fields: Fields) => Promise<object>): Builder {
  // A builder's own type says what it takes and makes; that is kept, and here nothing of it is needed but these two.
  const inner = build as (definition: {
    args: PropertyValidators;
    handler: (ctx: Call, args: Record<string, unknown>) => unknown;
  }) => unknown;
  const outer: typeof inner = (definition) => {
    const fields = touchingFields(definition.args);
    const handler = async (ctx: Call, args: Record<string, unknown>) =>
      definition.handler({ ...ctx, ...(await refuse(ctx, args, fields)) }, args);
    return inner({ ...definition, handler });
  };
  return outer as Builder;
}

/** A person's limits, for the internal functions that actions ask too. */
export async function requireAllowed(
  ctx: Pick<QueryCtx, "db">,
  { organizationId, membership, actor }: Pick<Me, "organizationId" | "membership" | "actor">,
  args: Record<string, unknown>,
  fields: Fields,
  hold: Hold = {},
): Promise<void> {
  const limits = limitsOf(membership);
  const broken = limits === null ? null : await refusedBy(ctx, { organizationId, actorId: actor.id, limits: [limits], args, fields, hold });
  if (broken !== null) throw appError({ code: "forbidden", needs: broken === "robot" ? "this_robot" : "this_deployment" });
}

/** For what limits do not touch: it makes an arm safe, or nothing is done to it. */
export const notHeld: Hold = { isFree: () => true };

export const mutationAs = (needs: Role, hold: Hold = {}) =>
  held(
    customMutation(mutation, {
      args: page,
      input: async (ctx, { organization }) => ({ ctx: { me: await requireActing(ctx, needs, organization) }, args: {} }),
    }),
    async (ctx, args, fields) => {
      if (ctx.me !== undefined) await requireAllowed(ctx, ctx.me, args, fields, hold);
      return {};
    },
  );

/** For what no missing second factor may keep anybody from: to look. */
export const mutationAlwaysAs = (needs: Role) =>
  customMutation(mutation, {
    args: page,
    input: async (ctx, { organization }) => ({ ctx: { me: await requireRole(ctx, needs, organization) }, args: {} }),
  });

/**
 * To stop and to demote: for every member of the session's own organization, whatever organization the page shows or names, and
 * whatever is missing besides. Whoever sees danger may stop.
 */
export const mutationOnSession = (needs: Role) =>
  customMutation(mutation, {
    args: { ...page, id: v.id("sessions") },
    input: async (ctx, { organization, id }) => {
      const { user } = await requireSignedIn(ctx);
      const session = await ctx.db.get("sessions", id);
      const isTheirs =
        session !== null && (await ofPerson(ctx, user._id)).some(({ organizationId }) => organizationId === session.organizationId);
      return { ctx: { me: await requireRole(ctx, needs, isTheirs ? session.organizationId : organization) }, args: { id } };
    },
  });

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

/** The same for what names a robot, a deployment or a session: also the limits of the key and of who made it. */
export async function allowedOf(
  ctx: Pick<QueryCtx, "db">,
  access: Access,
  args: Record<string, unknown>,
  fields: Fields,
  hold: Hold = {},
): Promise<Access> {
  // A robot's credential acts on that robot alone, whoever paired it.
  if (!access.ok || access.caller.kind === "robot") return access;
  const { key, organizationId, actor } = access.caller;
  if ((fields.length === 0 && hold.begins !== true) || hold.isFree?.(args) === true) return access;
  const limits: Limits[] = await limitsOfKey(ctx, key);
  const broken = await refusedBy(ctx, { organizationId, actorId: actor.id, limits, args, fields, hold });
  return broken === null ? access : { ok: false, reason: "forbidden", limitedBy: broken };
}

type Access = { ok: true; caller: Caller } | KeyRefusal;

/** Query for API keys and robot credentials. The clock is closed to queries, so expired keys are revoked by a sweep. */
export const keyQuery = (access: KeyAccess) =>
  customQuery(query, {
    args: keyArgs,
    input: async (ctx, { apiKey }) => ({ ctx: { access: await accessOf(ctx, apiKey, access, null) }, args: {} }),
  });

/** Mutation for API keys and robot credentials. Notes that a key was used, and from where. */
export const keyMutation = (access: KeyAccess, hold: Hold = {}) =>
  held(
    customMutation(mutation, {
      args: keyArgs,
      input: async (ctx, { apiKey }) => {
        const now = Date.now();
        const found: Access = await accessOf(ctx, apiKey, access, now);
        if (found.ok && found.caller.kind === "apiKey") await noteUse(ctx, found.caller.key, now);
        return { ctx: { access: found }, args: {} };
      },
    }),
    async (ctx, args, fields) => (ctx.access === undefined ? {} : { access: await allowedOf(ctx, ctx.access, args, fields, hold) }),
  );

/** For what asks in its own way who it is, or nobody: a page names its organization to all that it calls. */
export const pageQuery = customQuery(query, {
  args: page,
  input: (_ctx, { organization }) => Promise.resolve({ ctx: { organization }, args: {} }),
});
export const pageMutation = customMutation(mutation, {
  args: page,
  input: (_ctx, { organization }) => Promise.resolve({ ctx: { organization }, args: {} }),
});
/** An action reads nothing itself: the internal functions that it calls ask who it is. */
export const pageAction = customAction(action, {
  args: page,
  input: (_ctx, { organization }) => Promise.resolve({ ctx: { organization }, args: {} }),
});

/** For the few things a machine without a key may do: claim a pairing token, begin a login. */
export const openMutation = mutation;
/** For an action of the wire; the internal functions that it calls ask whose key it is. */
export const openAction = action;
