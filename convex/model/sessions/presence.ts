import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { type Actor, recordAudit } from "../audit";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import { sha256Hex } from "../secrets";
import { getDoc } from "./loaded";
import { judgeCode, presenceLifeMs, proofLifeMs, triesLeft } from "./presenceRule";

// Proof of presence: the robot shows a code, and whoever stands at it types it. The code goes to the robot alone, in the answer of a heartbeat.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Row = Doc<"presenceChallenges">;

/** The kind of its entry in a timeline. */
export const presenceKind = "session.presence";

/** With three tries of each code, whoever guesses from elsewhere has 18 of ten thousand in ten minutes, and each wrong one stands in the audit log. */
const mostAsked = 6;
const mostAskedWithinMs = 600_000;

const hashOf = (challenge: Id<"presenceChallenges">, code: string) => sha256Hex(`${challenge}:${code}`);

/** Four digits, each as likely: 16 bits beyond the last whole ten thousand are drawn again. */
function drawCode(): string {
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint16Array(1));
    if (drawn < 60_000) return String(drawn % 10_000).padStart(4, "0");
  }
}

/** The newest challenge of a session, whatever became of it. */
export async function challengeOf(ctx: Read, session: Doc<"sessions">): Promise<Row | null> {
  return session.presenceId === undefined ? null : await ctx.db.get("presenceChallenges", session.presenceId);
}

/** Lets the robot show a new code, which takes the place of an earlier one. */
export async function ask(ctx: Write, { organizationId, actor }: Acting, id: Id<"sessions">, now: number): Promise<{ expiresAt: number }> {
  const session = await getDoc(ctx, organizationId, id);
  if (session.status === "closed") throw conflict("closed", "The session is closed.");
  if (session.robotId === null) throw conflict("no_robot", "The session has no robot.");
  if (session.mode !== "dry_run") throw conflict("not_dry_run", "Actions are applied already.");
  const retryAfterMs = await takeFromLimit(ctx, `presence:${id}`, mostAsked, mostAskedWithinMs, now);
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
  const expiresAt = now + presenceLifeMs;
  const presenceId = await ctx.db.insert("presenceChallenges", {
    sessionId: id,
    askedBy: actor,
    askedAt: now,
    expiresAt,
    codeHash: null,
    shownAt: null,
    wrong: 0,
    proof: null,
    usedAt: null,
  });
  await ctx.db.patch("sessions", id, { presenceId });
  return { expiresAt };
}

/**
 * What the robot of `session` is to show, for the answer of its heartbeat; `shown` is the challenge that it says it shows. Until it says
 * so each answer has a new code, because an answer may be lost; afterwards none has, so that the code exists at the robot alone.
 */
export async function tellRobot(
  ctx: Write,
  session: Doc<"sessions">,
  shown: string | null,
  now: number,
): Promise<{ id: string; code: string; expiresAt: number } | null> {
  const row = await challengeOf(ctx, session);
  if (row === null || row.expiresAt <= now || row.shownAt !== null) return null;
  if (shown === row._id && row.codeHash !== null) {
    await ctx.db.patch("presenceChallenges", row._id, { shownAt: now });
    return null;
  }
  const code = drawCode();
  await ctx.db.patch("presenceChallenges", row._id, { codeHash: hashOf(row._id, code) });
  return { id: row._id, code, expiresAt: row.expiresAt };
}

export type Proved =
  | { ok: true; until: number }
  | { ok: false; reason: "not_asked" | "expired" | "used_up" | "not_shown" | "wrong"; triesLeft: number };

/** Whether `code` is what the robot shows. A wrong one is counted, and three end the challenge. */
export async function prove(
  ctx: Write,
  { organizationId, actor }: Acting,
  { id, code }: { id: Id<"sessions">; code: string },
  now: number,
): Promise<Proved> {
  const session = await getDoc(ctx, organizationId, id);
  const row = await challengeOf(ctx, session);
  if (row === null) return { ok: false, reason: "not_asked", triesLeft: 0 };
  const digits = code.replaceAll(/\D/g, "").slice(0, 12);
  const verdict = judgeCode(row, hashOf(row._id, digits) === row.codeHash, now);
  const target = { kind: "session", id, name: session.baseModel } as const;
  if (verdict === "wrong") {
    const wrong = row.wrong + 1;
    await ctx.db.patch("presenceChallenges", row._id, { wrong });
    await recordAudit(ctx, {
      organizationId,
      at: now,
      actor,
      action: "session.mistypeCode",
      target,
      after: { triesLeft: triesLeft(wrong) },
    });
    return { ok: false, reason: "wrong", triesLeft: triesLeft(wrong) };
  }
  if (verdict !== "right") return { ok: false, reason: verdict, triesLeft: triesLeft(row.wrong) };
  await ctx.db.patch("presenceChallenges", row._id, { proof: { by: actor, at: now } });
  const { mode, version } = session;
  await ctx.db.insert("sessionEvents", { sessionId: id, at: now, kind: presenceKind, actor, mode, version, reason: null, evidence: null });
  await recordAudit(ctx, { organizationId, at: now, actor, action: "session.provePresence", target });
  return { ok: true, until: now + proofLifeMs };
}

/** When `actor` proved to stand at the robot of this session, epoch ms; `null`: not, not lately, or a promote has used it up. */
export async function provenAt(ctx: Read, session: Doc<"sessions">, actor: Actor, now: number): Promise<number | null> {
  const row = await challengeOf(ctx, session);
  if (row === null || row.proof === null || row.usedAt !== null) return null;
  return row.proof.by.id === actor.id && now < row.proof.at + proofLifeMs ? row.proof.at : null;
}

/** One proof lets one promote happen. */
export async function useUp(ctx: Write, session: Doc<"sessions">, now: number): Promise<void> {
  const row = await challengeOf(ctx, session);
  if (row?.proof != null && row.usedAt === null) await ctx.db.patch("presenceChallenges", row._id, { usedAt: now });
}

/** How the newest challenge of a session stands, without its code; `null`: none was asked for. */
export async function view(ctx: Read, organizationId: Id<"organizations">, id: Id<"sessions">) {
  const row = await challengeOf(ctx, await getDoc(ctx, organizationId, id));
  if (row === null) return null;
  const { askedBy, askedAt, expiresAt, shownAt, wrong, proof, usedAt } = row;
  return {
    askedBy,
    askedAt,
    expiresAt,
    shownAt,
    triesLeft: triesLeft(wrong),
    proof: proof === null ? null : { ...proof, until: proof.at + proofLifeMs },
    usedAt,
  };
}
