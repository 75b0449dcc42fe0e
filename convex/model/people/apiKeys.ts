import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { shortAddress } from "./addresses";
import { checkName, checkNumber } from "../checks";
import type { Limits } from "./limitRules";
import { checkLimits, limitsInWords } from "./settingLimits";
import type { Acting } from "./me";
import { createSecret } from "../secrets";

type Role = Doc<"apiKeys">["role"];
const minuteMs = 60_000;

export async function list(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("apiKeys")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .take(200);
  return rows.map(({ _id, _creationTime, organizationId: _, hash, lastUsedFrom = null, ...key }) => ({ id: _id, lastUsedFrom, ...key }));
}

export async function create(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { name: string; role?: Role; limits?: Limits; expiresAt?: number | null },
  now: number,
) {
  const name = checkName(args.name, "$.name");
  const expiresAt = args.expiresAt ?? null;
  if (expiresAt !== null) checkNumber(expiresAt, "$.expiresAt", now + minuteMs, now + 10 * 365 * 24 * 60 * minuteMs);
  const { secret, prefix, hash } = createSecret("rfx");
  const role = args.role ?? "operator";
  const { organizationId, actor } = me;
  const limits = args.limits === undefined ? undefined : await checkLimits(ctx, organizationId, args.limits);
  if (limits !== undefined && role === "admin")
    throw appError({ code: "conflict", reason: "admin", message: "A key of the admin role may act everywhere." });
  const id = await ctx.db.insert("apiKeys", {
    organizationId,
    name,
    prefix,
    hash,
    role,
    limits,
    createdBy: actor,
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "apiKey.create",
    target: { kind: "apiKey", id, name },
    after: { role, prefix, expiresAt, ...(limits === undefined ? {} : { limits: await limitsInWords(ctx, limits) }) },
  });
  return { id, apiKey: secret, prefix };
}

export async function revoke(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"apiKeys">, now: number) {
  const key = await ctx.db.get("apiKeys", id);
  if (key === null || key.organizationId !== me.organizationId) {
    throw appError({ code: "not_found", what: "API key" });
  }
  if (key.revokedAt !== null) return;
  await ctx.db.patch("apiKeys", id, { revokedAt: now });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "apiKey.revoke",
    target: { kind: "apiKey", id, name: key.name },
    before: { prefix: key.prefix, role: key.role },
  });
}

/**
 * When a key was used and from where, shortened (`addresses.ts`). At most one write a minute, so a busy script does not rewrite its
 * own key row with every call.
 */
export async function noteUse(ctx: Pick<MutationCtx, "db" | "meta">, key: Doc<"apiKeys">, now: number) {
  if (key.lastUsedAt !== null && now - key.lastUsedAt < minuteMs) return;
  const { ip } = await ctx.meta.getRequestMetadata();
  await ctx.db.patch("apiKeys", key._id, { lastUsedAt: now, lastUsedFrom: shortAddress(ip) });
}
