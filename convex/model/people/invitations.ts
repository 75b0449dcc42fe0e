import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { normalizeEmail } from "./accounts";
import { recordAudit } from "../audit";
import type { Limits } from "./limitRules";
import type { Acting } from "./me";
import { checkLimits, limitsInWords } from "./settingLimits";
import { createSecret } from "../secrets";

const lifeMs = 7 * 24 * 3_600_000;

function stateOf(row: Doc<"invitations">): "open" | "accepted" | "revoked" {
  if (row.revokedAt !== null) return "revoked";
  return row.acceptedAt === null ? "open" : "accepted";
}

export async function list(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  const rows = await ctx.db
    .query("invitations")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .take(200);
  return rows.map((row) => {
    const { email, role, limits, prefix, invitedBy, createdAt, expiresAt } = row;
    return {
      id: row._id,
      email,
      role,
      limits,
      prefix,
      invitedBy,
      createdAt,
      expiresAt,
      mailedAt: row.mailedAt ?? null,
      state: stateOf(row),
    };
  });
}

export async function create(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { email: string; role: Doc<"memberships">["role"]; limits?: Limits },
  now: number,
) {
  const email = normalizeEmail(args.email);
  const { secret, prefix, hash } = createSecret("inv");
  const { organizationId, actor } = me;
  const limits = args.limits === undefined ? undefined : await checkLimits(ctx, organizationId, args.limits);
  if (limits !== undefined && args.role === "admin")
    throw appError({ code: "conflict", reason: "admin", message: "An admin may act everywhere. Invite them in another role." });
  const expiresAt = now + lifeMs;
  const id = await ctx.db.insert("invitations", {
    organizationId,
    email,
    role: args.role,
    limits,
    prefix,
    hash,
    invitedBy: actor,
    createdAt: now,
    expiresAt,
    acceptedAt: null,
    revokedAt: null,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "invitation.create",
    target: { kind: "invitation", id, name: email },
    after: { role: args.role, expiresAt, ...(limits === undefined ? {} : { limits: await limitsInWords(ctx, limits) }) },
  });
  return { id, invitation: secret, expiresAt };
}

export async function revoke(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"invitations">, now: number) {
  const row = await ctx.db.get("invitations", id);
  if (row === null || row.organizationId !== me.organizationId) {
    throw appError({ code: "not_found", what: "invitation" });
  }
  const state = stateOf(row);
  if (state === "accepted") {
    throw appError({ code: "conflict", reason: "accepted", message: "The invitation was used already." });
  }
  if (state === "revoked") return;
  await ctx.db.patch("invitations", id, { revokedAt: now });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "invitation.revoke",
    target: { kind: "invitation", id, name: row.email },
  });
}
