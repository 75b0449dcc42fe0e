import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import type { Actor } from "../audit";
import { hashOfSecret } from "../secrets";

/** Who stands behind a key on the wire. */
export type Caller =
  | {
      kind: "apiKey";
      keyId: Id<"apiKeys">;
      key: Doc<"apiKeys">;
      role: Doc<"apiKeys">["role"];
      organizationId: Id<"organizations">;
      actor: Actor;
    }
  | { kind: "robot"; robot: Doc<"robots">; organizationId: Id<"organizations">; actor: Actor };

type Found = { ok: true; caller: Caller } | { ok: false; reason: "unknown_key" | "revoked_key" | "expired_key" };

/** `now` is null in queries, which must not read the clock; the sweep revokes expired keys for them. */
export async function findCaller(ctx: Pick<QueryCtx, "db">, secret: string, now: number | null): Promise<Found> {
  const unknown = { ok: false, reason: "unknown_key" } as const;
  if (secret.length > 200) return unknown;
  const hash = hashOfSecret(secret);
  if (secret.startsWith("rfx_")) {
    const key = await ctx.db
      .query("apiKeys")
      .withIndex("by_hash", (q) => q.eq("hash", hash))
      .unique();
    if (key === null) return unknown;
    if (key.revokedAt !== null) return { ok: false, reason: "revoked_key" };
    if (now !== null && key.expiresAt !== null && key.expiresAt <= now) return { ok: false, reason: "expired_key" };
    const actor: Actor = { kind: "apiKey", id: key._id, name: key.name };
    const { role, organizationId } = key;
    return { ok: true, caller: { kind: "apiKey", keyId: key._id, key, role, organizationId, actor } };
  }
  if (!secret.startsWith("rbt_")) return unknown;
  const credential = await ctx.db
    .query("robotCredentials")
    .withIndex("by_hash", (q) => q.eq("hash", hash))
    .unique();
  if (credential === null) return unknown;
  if (credential.revokedAt !== null) return { ok: false, reason: "revoked_key" };
  const robot = await ctx.db.get("robots", credential.robotId);
  if (robot === null || robot.retiredAt !== null) return { ok: false, reason: "revoked_key" };
  const actor: Actor = { kind: "robot", id: robot._id, name: robot.name };
  return { ok: true, caller: { kind: "robot", robot, organizationId: robot.organizationId, actor } };
}
