import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { withoutControls } from "../checks";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import * as Robots from "../robots/robots";
import { createSecret, hashOfSecret } from "../secrets";
import { answerOf, createUserCode, storedUserCode, unanswered } from "../userCodes";
import * as Pairing from "./pairing";

type Write = Pick<MutationCtx, "db">;
const lifeMs = 10 * 60_000;
const pollEveryMs = 2_000;
const told = { what: "pairing request", answered: "This request was answered already.", expired: "This request has expired." };
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
  const row = unanswered(await byUserCode(ctx, code), told, now);
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
  if (requestCode.length > 200) return { ok: false as const, reason: "unknown" as const };
  const asked = await ctx.db
    .query("pairingRequests")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(requestCode)))
    .unique();
  const answer = answerOf(asked, now);
  if (!answer.ok) return answer;
  const { row } = answer;
  const { organizationId, robotId, by } = answer.approval;
  const robot = await ctx.db.get("robots", robotId);
  if (robot === null || robot.retiredAt !== null) return { ok: false as const, reason: "denied" as const };
  await ctx.db.patch("pairingRequests", row._id, { state: "used" });
  const { token } = await Pairing.create(ctx, { organizationId, actor: by }, { robotId, ttlSeconds: tokenTtlSeconds }, now);
  return { ok: true as const, token };
}
