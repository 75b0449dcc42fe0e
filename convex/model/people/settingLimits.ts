import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import * as Deployments from "../deployments/deployments";
import * as Robots from "../robots/robots";
import { endDuties } from "./duties";
import { bothLimits, mostLimited, type Limits } from "./limitRules";
import type { Acting, Me } from "./me";

// How an admin says where a member or a key may act.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
/** Of one person in one organization; more than `reflex login` on every machine of a lab makes. */
const mostKeys = 500;

/** The limits as they are kept: of this organization, each once, in the order given; `undefined` when they limit nothing. */
export async function checkLimits(
  ctx: Read,
  organizationId: Id<"organizations">,
  { robots, deployments }: Limits,
): Promise<Limits | undefined> {
  if (robots === undefined && deployments === undefined) return undefined;
  const [robotIds, deploymentIds] = [once(robots, "$.limits.robots"), once(deployments, "$.limits.deployments")];
  for (const id of robotIds ?? []) await Robots.getOrThrow(ctx, organizationId, id);
  for (const id of deploymentIds ?? []) await Deployments.getOrThrow(ctx, organizationId, id);
  return {
    ...(robotIds === undefined ? {} : { robots: robotIds }),
    ...(deploymentIds === undefined ? {} : { deployments: deploymentIds }),
  };
}

function once<Id extends string>(ids: readonly Id[] | undefined, path: string): Id[] | undefined {
  if (ids === undefined) return undefined;
  const each = [...new Set(ids)];
  if (each.length > mostLimited) throw appError({ code: "invalid", path, message: `At most ${mostLimited} can be named.` });
  return each;
}

/** For the log: names, which people know, with the ids, which stay what they are. */
export async function limitsInWords(ctx: Read, limits: Limits | null | undefined) {
  const named = async (rows: Promise<Doc<"robots"> | Doc<"deployments"> | null>[]) =>
    (await Promise.all(rows)).flatMap((row) => (row === null ? [] : [`${row.name} (${row._id})`]));
  return {
    robots: limits?.robots === undefined ? "every one" : await named(limits.robots.map((id) => ctx.db.get("robots", id))),
    deployments:
      limits?.deployments === undefined ? "every one" : await named(limits.deployments.map((id) => ctx.db.get("deployments", id))),
  };
}

/** Holds from the same moment on, in open pages too: every call reads the membership anew. */
export async function setLimits(
  ctx: Write,
  me: Me,
  args: { membership: Doc<"memberships">; name: string; limits: Limits },
  now: number,
): Promise<void> {
  const { membership, name } = args;
  if (membership.role === "admin")
    throw appError({ code: "conflict", reason: "admin", message: "An admin may act everywhere. Give them another role first." });
  const limits = await checkLimits(ctx, me.organizationId, args.limits);
  const [before, after] = [await limitsInWords(ctx, membership.limits), await limitsInWords(ctx, limits)];
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await ctx.db.patch("memberships", membership._id, { limits });
  await endDuties(ctx, membership, { by: me.actor, left: limits ?? {} }, now);
  await recordAudit(ctx, {
    ...{ organizationId: me.organizationId, at: now, actor: me.actor, action: "member.setLimits" },
    ...{ target: { kind: "member", id: membership._id, name }, before, after },
  });
}

/** The same for a key. What its maker may not do it may not either, whatever is set here. Throws `conflict` for a key of the admin role, and for one that is revoked. */
export async function setKeyLimits(ctx: Write, me: Acting, args: { id: Id<"apiKeys">; limits: Limits }, now: number): Promise<void> {
  const key = await ctx.db.get("apiKeys", args.id);
  if (key === null || key.organizationId !== me.organizationId) throw appError({ code: "not_found", what: "API key" });
  if (key.role === "admin") throw appError({ code: "conflict", reason: "admin", message: "A key of the admin role may act everywhere." });
  if (key.revokedAt !== null) throw appError({ code: "conflict", reason: "revoked", message: "This key was revoked." });
  const limits = await checkLimits(ctx, me.organizationId, args.limits);
  const [before, after] = [await limitsInWords(ctx, key.limits), await limitsInWords(ctx, limits)];
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await ctx.db.patch("apiKeys", key._id, { limits });
  await recordAudit(ctx, {
    ...{ organizationId: me.organizationId, at: now, actor: me.actor, action: "apiKey.setLimits" },
    ...{ target: { kind: "apiKey", id: key._id, name: key.name }, before, after },
  });
}

/** Before a limited member goes: their keys stay, and what a key may do it learns from its maker, of whom nothing is left then. */
export async function keepOnKeys(ctx: Write, { organizationId, userId }: Doc<"memberships">, limits: Limits): Promise<void> {
  const keys = await ctx.db
    .query("apiKeys")
    .withIndex("by_organizationId_and_maker", (q) => q.eq("organizationId", organizationId).eq("createdBy.id", userId))
    .take(mostKeys);
  if (keys.length === mostKeys)
    throw appError({ code: "conflict", reason: "too_many_keys", message: "This member made very many API keys. Revoke them first." });
  for (const key of keys) if (key.revokedAt === null) await ctx.db.patch("apiKeys", key._id, { limits: bothLimits(key.limits, limits) });
}
