import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { withoutControls } from "../checks";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import * as Robots from "../robots/robots";
import { createSecret, hashOfSecret } from "../secrets";
import { createUserCode, storedUserCode } from "../userCodes";
import * as Pairing from "./pairing";

type Write = Pick<MutationCtx, "db">;
const lifeMs = 10 * 60_000;
const pollEveryMs = 2_000;
/** The machine claims its token at once; it needs no longer life. */
const tokenTtlSeconds = 60;

/**
 * A machine that has no token asks to be paired and shows `userCode`. Strangers make rows here, so they share one limit and every row
 * is pruned.
 */
export async function start(ctx: Write, args: { hostname?: string; agentVersion?: string }, now: number) {
  const retryAfterMs = await takeFromLimit(ctx, "pairingRequests", 60, 60_000, now);
  if (retryAfterMs !== null) return { ok: false as const, reason: "rate_limited" as const, retryAfterMs };
  const { secret, hash } = createSecret("ask");
  const text = (value: string | undefined, most: number) => (value === undefined ? null : withoutControls(value, most));
  const row = {
    userCode: createUserCode(),
    hash,
    hostname: text(args.hostname, 200),
    agentVersion: text(args.agentVersion, 60),
    createdAt: now,
    expiresAt: now + lifeMs,
  };
  await ctx.db.insert("pairingRequests", { ...row, state: "open", approval: null });
  return { ok: true as const, requestCode: secret, userCode: row.userCode, expiresAt: row.expiresAt, pollEveryMs };
}

async function byUserCode(ctx: Pick<QueryCtx, "db">, userCode: string): Promise<Doc<"pairingRequests"> | null> {
  return await ctx.db
    .query("pairingRequests")
    .withIndex("by_userCode", (q) => q.eq("userCode", storedUserCode(userCode)))
    .order("desc")
    .first();
}

/** What asks, for whoever is about to compare it with the machine before them. */
export async function get(ctx: Pick<QueryCtx, "db">, code: string) {
  const row = await byUserCode(ctx, code);
  if (row === null) return null;
  const { userCode, hostname, agentVersion, createdAt, expiresAt, state } = row;
  return { userCode, hostname, agentVersion, createdAt, expiresAt, state };
}

/** Answers a request: with a robot, the machine becomes that robot's; with `null` it gets nothing. */
export async function decide(ctx: Write, me: Acting, code: string, robotId: Id<"robots"> | null, now: number) {
  const row = await byUserCode(ctx, code);
  if (row === null) throw appError({ code: "not_found", what: "pairing request" });
  if (row.state !== "open") throw appError({ code: "conflict", reason: row.state, message: "This request was answered already." });
  if (row.expiresAt <= now) throw appError({ code: "conflict", reason: "expired", message: "This request has expired." });
  const { organizationId, actor } = me;
  const robot = robotId === null ? null : await Robots.getOrThrow(ctx, organizationId, robotId);
  if (robot !== null && robot.retiredAt !== null) {
    throw appError({ code: "conflict", reason: "retired", message: "A retired robot cannot be paired." });
  }
  const state = robot === null ? "denied" : "approved";
  await ctx.db.patch("pairingRequests", row._id, {
    state,
    approval: robot === null ? null : { organizationId, robotId: robot._id, by: actor },
  });
  const machine = row.hostname ?? row.userCode;
  const target =
    robot === null
      ? { kind: "pairingRequest", id: row._id as string, name: machine }
      : { kind: "robot", id: robot._id as string, name: robot.name };
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: robot === null ? "pairing.deny" : "pairing.approve",
    target,
    after: { state, machine },
  });
}

/** A pairing token, once, after somebody approved the request. It is made at this moment, so it is stored nowhere in the meantime. */
export async function poll(ctx: Write, requestCode: string, now: number) {
  const refuse = (reason: "pending" | "denied" | "expired" | "used" | "unknown") => ({ ok: false as const, reason });
  if (requestCode.length > 200) return refuse("unknown");
  const row = await ctx.db
    .query("pairingRequests")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(requestCode)))
    .unique();
  if (row === null) return refuse("unknown");
  if (row.state === "used" || row.state === "denied") return refuse(row.state);
  if (row.expiresAt <= now) return refuse("expired");
  if (row.approval === null) return refuse("pending");
  const { organizationId, robotId, by } = row.approval;
  const robot = await ctx.db.get("robots", robotId);
  if (robot === null || robot.retiredAt !== null) return refuse("denied");
  await ctx.db.patch("pairingRequests", row._id, { state: "used" });
  const { token } = await Pairing.create(ctx, { organizationId, actor: by }, { robotId, ttlSeconds: tokenTtlSeconds }, now);
  return { ok: true as const, token };
}
