import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import type { Acting } from "../people/me";
import * as Robots from "../robots/robots";
import { commitmentOf, wordsOfHash } from "./words";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

const isHexOf32Bytes = (text: string) => /^[0-9a-f]{64}$/.test(text);

/** Of a claim's argument: what is kept until the robot reveals its nonce. */
export function checkCommitment(commitment: string): string {
  if (isHexOf32Bytes(commitment)) return commitment;
  throw appError({ code: "invalid", path: "$.commitment", message: "Give the SHA-256 of the nonce as 64 hex digits, in lower case." });
}

/** The current credential's words, for the person who compares them. `null`: no machine holds a credential of this robot. */
export async function wordsOf(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots">) {
  const robot = await Robots.getOrThrow(ctx, organizationId, robotId);
  const credential = await Robots.currentCredential(ctx, robot._id);
  if (credential === null) return null;
  const { _id, hostname, createdAt, comparison } = credential;
  const state = comparison === undefined ? ("none" as const) : comparison.words === null ? ("awaited" as const) : ("shown" as const);
  const agreed = comparison?.agreed ?? null;
  return {
    credentialId: _id,
    hostname,
    at: createdAt,
    state,
    words: comparison?.words ?? [],
    agreed: agreed && { at: agreed.at, by: agreed.by.name },
  };
}

/**
 * The robot's second half of the words. Its nonce fits its commitment, or nothing changes: so neither the robot's side nor anybody between
 * could look for a nonce whose words fit.
 */
export async function reveal(ctx: Write, robot: Doc<"robots">, nonce: string) {
  const credential = await Robots.currentCredential(ctx, robot._id);
  if (credential?.comparison === undefined) return { ok: false as const, reason: "no_commitment" as const };
  const { comparison, publicKey, hash } = credential;
  if (!isHexOf32Bytes(nonce) || commitmentOf(nonce) !== comparison.commitment)
    return { ok: false as const, reason: "wrong_nonce" as const };
  if (comparison.words === null) {
    const words = wordsOfHash({ robotId: robot._id, publicKey: publicKey ?? "", nonce, credentialHash: hash });
    await ctx.db.patch("robotCredentials", credential._id, { comparison: { ...comparison, words } });
  }
  return { ok: true as const };
}

type Judged = { robotId: Id<"robots">; credentialId: Id<"robotCredentials"> };

/** The person's word on the words they saw: of this credential, not of one that replaced it a moment ago. */
async function judged(ctx: Read, me: Acting, { robotId, credentialId }: Judged) {
  const robot = await Robots.getOrThrow(ctx, me.organizationId, robotId);
  const credential = await Robots.currentCredential(ctx, robotId);
  if (credential === null || credential._id !== credentialId) {
    throw appError({
      code: "conflict",
      reason: "replaced",
      message: "The credential that you compared is gone: it was revoked, or another machine was paired since.",
    });
  }
  return { robot, credential, target: { kind: "robot", id: robot._id, name: robot.name } };
}

export async function agree(ctx: Write, me: Acting, args: Judged, now: number) {
  const { credential, target } = await judged(ctx, me, args);
  const { comparison } = credential;
  if (comparison === undefined || comparison.words === null) {
    throw appError({ code: "conflict", reason: "no_words", message: "This machine has shown no words yet." });
  }
  if (comparison.agreed !== null) return;
  await ctx.db.patch("robotCredentials", credential._id, { comparison: { ...comparison, agreed: { at: now, by: me.actor } } });
  const after = { credential: credential.prefix, hostname: credential.hostname, words: comparison.words };
  await recordAudit(ctx, { organizationId: me.organizationId, at: now, actor: me.actor, action: "pairing.agree", target, after });
}

export async function differ(ctx: Write, me: Acting, args: Judged, now: number) {
  const { robot, credential, target } = await judged(ctx, me, args);
  await Robots.revokeCredentials(ctx, robot._id, now);
  const { prefix, hostname, comparison } = credential;
  const before = { credential: prefix, hostname, words: comparison?.words ?? null };
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "pairing.differ",
    target,
    before,
    after: { credentialRevoked: true },
  });
}
