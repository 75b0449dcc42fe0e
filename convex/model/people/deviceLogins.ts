import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import * as ApiKeys from "./apiKeys";
import { recordAudit } from "../audit";
import { withoutControls } from "../checks";
import type { Acting } from "./me";
import { ofPerson } from "./ofPerson";
import { takeFromLimit } from "../rateLimits";
import { createSecret, hashOfSecret } from "../secrets";
import { answerOf, createUserCode, storedUserCode, unanswered } from "../userCodes";

type Write = Pick<MutationCtx, "db">;
const lifeMs = 10 * 60_000;
const pollEveryMs = 2_000;
const told = { what: "sign-in code", answered: "This code was answered already.", expired: "This code has expired." };

/** Strangers make rows here, so they share one limit and every row is pruned. */
export async function start(ctx: Write, args: { hostname?: string }, now: number) {
  const retryAfterMs = await takeFromLimit(ctx, "deviceLogins", 60, 60_000, now);
  if (retryAfterMs !== null) return { ok: false as const, reason: "rate_limited" as const, retryAfterMs };
  const { secret, hash } = createSecret("dev");
  const userCode = createUserCode();
  const hostname = args.hostname === undefined ? null : withoutControls(args.hostname, 200);
  const expiresAt = now + lifeMs;
  const row = { userCode, hash, hostname, createdAt: now, expiresAt, state: "open" as const, approval: null };
  await ctx.db.insert("deviceLogins", row);
  return { ok: true as const, deviceCode: secret, userCode, expiresAt, pollEveryMs };
}

async function byUserCode(ctx: Pick<QueryCtx, "db">, userCode: string): Promise<Doc<"deviceLogins"> | null> {
  return await ctx.db
    .query("deviceLogins")
    .withIndex("by_userCode", (q) => q.eq("userCode", storedUserCode(userCode)))
    .order("desc")
    .first();
}

export async function get(ctx: Pick<QueryCtx, "db">, code: string) {
  const row = await byUserCode(ctx, code);
  if (row === null) return null;
  const { userCode, hostname, createdAt, expiresAt, state } = row;
  return { userCode, hostname, createdAt, expiresAt, state };
}

export async function decide(ctx: Write, me: Acting, code: string, state: "approved" | "denied", now: number) {
  const row = unanswered(await byUserCode(ctx, code), told, now);
  const { organizationId, actor } = me;
  const approval = { organizationId, role: "operator" as const, by: actor };
  await ctx.db.patch("deviceLogins", row._id, { state, approval: state === "approved" ? approval : null });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: state === "approved" ? "deviceLogin.approve" : "deviceLogin.deny",
    target: { kind: "deviceLogin", id: row._id, name: row.hostname ?? row.userCode },
    after: { state },
  });
}

/** Minutes may lie between the approval and the machine's question: who was removed or became a viewer since lets nobody in. */
async function isStillOperator(ctx: Pick<QueryCtx, "db">, userId: string, organizationId: Id<"organizations">): Promise<boolean> {
  const id = ctx.db.normalizeId("users", userId);
  const memberships = id === null ? [] : await ofPerson(ctx, id);
  return memberships.some((membership) => membership.organizationId === organizationId && membership.role !== "viewer");
}

/** The key is made at the moment it is handed out, so it is stored nowhere in the meantime. */
export async function poll(ctx: Write, deviceCode: string, now: number) {
  if (deviceCode.length > 200) return { ok: false as const, reason: "unknown" as const };
  const asked = await ctx.db
    .query("deviceLogins")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(deviceCode)))
    .unique();
  const answer = answerOf(asked, now);
  if (!answer.ok) return answer;
  const { row } = answer;
  const { organizationId, role, by } = answer.approval;
  if (!(await isStillOperator(ctx, by.id, organizationId))) {
    await ctx.db.patch("deviceLogins", row._id, { state: "denied" });
    return { ok: false as const, reason: "denied" as const };
  }
  await ctx.db.patch("deviceLogins", row._id, { state: "used" });
  const name = `reflex login on ${row.hostname ?? "a machine"}`.slice(0, 100);
  const { apiKey } = await ApiKeys.create(ctx, { organizationId, actor: by }, { name, role }, now);
  return { ok: true as const, apiKey };
}
