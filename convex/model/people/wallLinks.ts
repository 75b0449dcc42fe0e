import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { type Actor, recordAudit } from "../audit";
import { checkName, checkNumber } from "../checks";
import { createSecret, hashOfSecret } from "../secrets";
import { shortAddress } from "./addresses";
import type { Acting } from "./me";

// Links for a screen that shows the fleet and where nobody signs in. The secret opens what the wall shows (`robots/wall.ts`), and nothing that acts.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

const mostLinks = 50;
const minuteMs = 60_000;
export const longestLifeMs = 366 * 24 * 60 * minuteMs;

/** All that were not revoked, of which there are at most 50, newest first. */
async function openOf(ctx: Read, organizationId: Id<"organizations">) {
  return await ctx.db
    .query("wallLinks")
    .withIndex("by_organizationId_and_revokedAt", (q) => q.eq("organizationId", organizationId).eq("revokedAt", null))
    .order("desc")
    .take(mostLinks);
}

/** All that were not revoked, and after them the 50 that were revoked last: none that still opens something may be missing. */
export async function list(ctx: Read, organizationId: Id<"organizations">) {
  const open = await openOf(ctx, organizationId);
  const ended = await ctx.db
    .query("wallLinks")
    .withIndex("by_organizationId_and_revokedAt", (q) => q.eq("organizationId", organizationId).gt("revokedAt", null))
    .order("desc")
    .take(mostLinks);
  return [...open, ...ended].map(({ _id, _creationTime, organizationId: _, hash, ...link }) => ({ id: _id, ...link }));
}

export async function create(ctx: Write, me: Acting, args: { name: string; expiresAt: number }, now: number) {
  const name = checkName(args.name, "$.name");
  const expiresAt = checkNumber(args.expiresAt, "$.expiresAt", now + minuteMs, now + longestLifeMs);
  const { organizationId, actor } = me;
  if ((await openOf(ctx, organizationId)).length >= mostLinks) {
    throw appError({ code: "conflict", reason: "too_many", message: `At most ${mostLinks} links for screens. Revoke one first.` });
  }
  const { secret, prefix, hash } = createSecret("wall");
  const rest = { createdBy: actor, createdAt: now, expiresAt, lastUsedAt: null, lastUsedFrom: null, revokedAt: null };
  const id = await ctx.db.insert("wallLinks", { organizationId, name, prefix, hash, ...rest });
  const target = { kind: "wallLink", id, name };
  await recordAudit(ctx, { organizationId, at: now, actor, action: "wallLink.create", target, after: { prefix, expiresAt } });
  return { id, link: secret, prefix };
}

export async function revoke(ctx: Write, me: Acting, id: Id<"wallLinks">, now: number): Promise<void> {
  const link = await ctx.db.get("wallLinks", id);
  if (link === null || link.organizationId !== me.organizationId) throw appError({ code: "not_found", what: "link for a screen" });
  if (link.revokedAt === null) await end(ctx, link, me.actor, "wallLink.revoke", now);
}

async function end(ctx: Write, link: Doc<"wallLinks">, actor: Actor, action: string, now: number): Promise<void> {
  const { _id: id, organizationId, name, prefix } = link;
  await ctx.db.patch("wallLinks", id, { revokedAt: now });
  await recordAudit(ctx, { organizationId, at: now, actor, action, target: { kind: "wallLink", id, name }, before: { prefix } });
}

/** The link of a secret. `now` is null in queries, which must not read the clock: the sweep revokes for them what ran out. @throws `unauthenticated` */
export async function opened(ctx: Read, secret: string, now: number | null): Promise<Doc<"wallLinks">> {
  const link = secret.startsWith("wall_")
    ? await ctx.db
        .query("wallLinks")
        .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(secret)))
        .unique()
    : null;
  if (link === null || link.revokedAt !== null || (now !== null && link.expiresAt <= now)) throw appError({ code: "unauthenticated" });
  return link;
}

/** When a link was used and from where, shortened. At most one write a minute. */
export async function noteUse(ctx: Pick<MutationCtx, "db" | "meta">, link: Doc<"wallLinks">, now: number): Promise<void> {
  if (link.lastUsedAt !== null && now - link.lastUsedAt < minuteMs) return;
  const { ip } = await ctx.meta.getRequestMetadata();
  await ctx.db.patch("wallLinks", link._id, { lastUsedAt: now, lastUsedFrom: shortAddress(ip) });
}

/** Queries read no clock, so at most `most` links that ran out are revoked for them here. */
export async function revokeExpired(ctx: Write, actor: Actor, now: number, most: number): Promise<void> {
  const expired = await ctx.db
    .query("wallLinks")
    .withIndex("by_revokedAt_and_expiresAt", (q) => q.eq("revokedAt", null).lte("expiresAt", now))
    .take(most);
  for (const link of expired) await end(ctx, link, actor, "wallLink.expire", now);
}
