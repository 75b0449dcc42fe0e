import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit, systemActor, type Actor } from "../audit";
import { checkNumber, withoutControls } from "../checks";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import * as Robots from "../robots/robots";
import { createSecret, hashOfSecret, prefixOf } from "../secrets";
import { checkCommitment } from "./agreement";

type Write = Pick<MutationCtx, "db">;
const mostWrongAttempts = 5;
const longestTtlSeconds = 86_400;

type State = "open" | "claimed" | "revoked" | "burned";

export function stateOf(token: Doc<"pairingTokens">): State {
  if (token.revokedAt !== null) return "revoked";
  if (token.claim !== null) return "claimed";
  return token.burnedAt === null ? "open" : "burned";
}

export async function create(ctx: Write, me: Acting, args: { robotId: Id<"robots">; ttlSeconds: number }, now: number) {
  const { organizationId, actor } = me;
  const robot = await Robots.getOrThrow(ctx, organizationId, args.robotId);
  if (robot.retiredAt !== null) {
    throw appError({ code: "conflict", reason: "retired", message: "A retired robot cannot be paired." });
  }
  const ttlSeconds = checkNumber(args.ttlSeconds, "$.ttlSeconds", 10, longestTtlSeconds);
  const newest = await ctx.db
    .query("pairingTokens")
    .withIndex("by_robotId", (q) => q.eq("robotId", robot._id))
    .order("desc")
    .first();
  // One open token per robot: the QR code on the screen is the only one that works.
  if (newest !== null && stateOf(newest) === "open") {
    await ctx.db.patch("pairingTokens", newest._id, { revokedAt: now });
  }
  const { secret, prefix, hash } = createSecret("pair");
  const expiresAt = now + ttlSeconds * 1000;
  const id = await ctx.db.insert("pairingTokens", {
    organizationId,
    robotId: robot._id,
    prefix,
    hash,
    createdBy: actor,
    createdAt: now,
    expiresAt,
    revokedAt: null,
    wrongAttempts: 0,
    burnedAt: null,
    claim: null,
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "pairing.create",
    target: { kind: "robot", id: robot._id, name: robot.name },
    after: { prefix, expiresAt },
  });
  return { id, token: secret, prefix, createdAt: now, expiresAt };
}

async function credentialOf(ctx: Pick<QueryCtx, "db">, token: Doc<"pairingTokens">) {
  if (token.claim === null) return null;
  const current = await Robots.currentCredential(ctx, token.robotId);
  return current !== null && current.createdAt === token.claim.at ? current : null;
}

export async function open(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, now: number) {
  const tokens = await ctx.db
    .query("pairingTokens")
    .withIndex("by_organizationId_and_expiresAt", (q) => q.eq("organizationId", organizationId).gt("expiresAt", now))
    .take(1_000);
  return tokens
    .filter((token) => stateOf(token) === "open")
    .slice(0, 100)
    .map(({ _id, robotId, createdAt, expiresAt }) => ({ id: _id, robotId, createdAt, expiresAt }));
}

export async function watch(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, id: Id<"pairingTokens">) {
  const token = await ctx.db.get("pairingTokens", id);
  if (token === null || token.organizationId !== organizationId) return null;
  const robot = await ctx.db.get("robots", token.robotId);
  const credential = await credentialOf(ctx, token);
  const { robotId, prefix, createdAt, expiresAt, wrongAttempts, claim } = token;
  return {
    id,
    robotId,
    robotName: robot?.name ?? "",
    prefix,
    createdAt,
    expiresAt,
    state: stateOf(token),
    wrongAttempts,
    claim,
    credentialRevoked: claim !== null && credential === null,
  };
}

export async function revoke(ctx: Write, me: Acting, id: Id<"pairingTokens">, now: number) {
  const token = await ctx.db.get("pairingTokens", id);
  if (token === null || token.organizationId !== me.organizationId) {
    throw appError({ code: "not_found", what: "pairing token" });
  }
  if (token.revokedAt !== null) return;
  const before = stateOf(token);
  const credential = await credentialOf(ctx, token);
  await ctx.db.patch("pairingTokens", id, { revokedAt: now });
  if (credential !== null) await Robots.revokeCredentials(ctx, token.robotId, now);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "pairing.revoke",
    target: { kind: "robot", id: token.robotId, name: token.prefix },
    before: { state: before },
    after: { state: "revoked", credentialRevoked: credential !== null },
  });
}

export type ClaimRefusal =
  | { ok: false; reason: "expired" | "revoked" | "unknown" }
  | { ok: false; reason: "used"; usedBy: string | null; usedAt: number }
  | { ok: false; reason: "rate_limited"; retryAfterMs: number };

type Claim = { token: string; hostname?: string; agentVersion?: string; publicKey?: string; commitment?: string };

/**
 * Atomic: the token row is read and written in one transaction, so of parallel claims one commits and the others,
 * run again by the database, find it used. Refusals are values, because a thrown one would undo the count of wrong tries.
 */
export async function claim(ctx: Write, args: Claim, now: number) {
  const unknown: ClaimRefusal = { ok: false, reason: "unknown" };
  if (args.token.length > 200 || !args.token.startsWith("pair_")) return unknown;
  const prefix = prefixOf(args.token);
  const token = await ctx.db
    .query("pairingTokens")
    .withIndex("by_prefix", (q) => q.eq("prefix", prefix))
    .first();
  if (token === null) return unknown;
  // Counted per known token only: a stranger must not be able to fill a table with guesses.
  const retryAfterMs = await takeFromLimit(ctx, `claim:${token._id}`, 120, 60_000, now);
  if (retryAfterMs !== null) return { ok: false, reason: "rate_limited", retryAfterMs } satisfies ClaimRefusal;
  if (token.hash !== hashOfSecret(args.token)) {
    await countWrongAttempt(ctx, token, now);
    return unknown;
  }
  const refusal = refuse(token, now);
  if (refusal !== null) return refusal;
  const robot = await ctx.db.get("robots", token.robotId);
  if (robot === null || robot.retiredAt !== null) return { ok: false, reason: "revoked" } satisfies ClaimRefusal;
  return await grantCredential(ctx, token, robot, args, now);
}

async function countWrongAttempt(ctx: Write, token: Doc<"pairingTokens">, now: number) {
  if (stateOf(token) !== "open") return;
  const wrongAttempts = token.wrongAttempts + 1;
  const burned = wrongAttempts >= mostWrongAttempts;
  await ctx.db.patch("pairingTokens", token._id, { wrongAttempts, burnedAt: burned ? now : null });
  if (!burned) return;
  await recordAudit(ctx, {
    organizationId: token.organizationId,
    at: now,
    actor: systemActor("pairing"),
    action: "pairing.burn",
    target: { kind: "robot", id: token.robotId, name: token.prefix },
    before: { state: "open" },
    after: { state: "burned", wrongAttempts },
    reason: "too many wrong secrets",
  });
}

function refuse(token: Doc<"pairingTokens">, now: number): ClaimRefusal | null {
  if (token.claim !== null) return { ok: false, reason: "used", usedBy: token.claim.hostname, usedAt: token.claim.at };
  // A burned token is refused like a revoked one: whoever guessed must not learn that a guess would have been right.
  if (token.revokedAt !== null || token.burnedAt !== null) return { ok: false, reason: "revoked" };
  return token.expiresAt <= now ? { ok: false, reason: "expired" } : null;
}

const clean = (text: string | undefined) => (text === undefined ? null : withoutControls(text, 200));

async function grantCredential(ctx: Write, token: Doc<"pairingTokens">, robot: Doc<"robots">, args: Claim, now: number) {
  const hostname = clean(args.hostname);
  const agentVersion = clean(args.agentVersion);
  await Robots.revokeCredentials(ctx, robot._id, now);
  const { secret, prefix, hash } = createSecret("rbt");
  const { organizationId } = token;
  await ctx.db.insert("robotCredentials", {
    organizationId,
    robotId: robot._id,
    prefix,
    hash,
    hostname,
    agentVersion,
    publicKey: clean(args.publicKey),
    ...(args.commitment === undefined ? {} : { comparison: { commitment: checkCommitment(args.commitment), words: null, agreed: null } }),
    createdAt: now,
    revokedAt: null,
  });
  await ctx.db.patch("pairingTokens", token._id, { claim: { at: now, hostname, agentVersion } });
  await ctx.db.patch("robots", robot._id, { paired: { hostname, agentVersion, prefix, at: now } });
  const live = await Robots.statusOf(ctx, robot);
  // The new machine counts its heartbeats from the start.
  if (live !== null) await ctx.db.patch("robotStatus", live._id, { seq: -1 });
  const actor: Actor = { kind: "robot", id: robot._id, name: robot.name };
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "pairing.claim",
    target: { kind: "robot", id: robot._id, name: robot.name },
    after: { prefix: token.prefix, credential: prefix, hostname, agentVersion, publicKey: clean(args.publicKey) },
  });
  const { name: robotName, robotSchemaId } = robot;
  return { ok: true as const, robotId: robot._id, robotName, robotSchemaId, organizationId, credential: secret };
}
