import { makeFunctionReference } from "convex/server";

import type { Id } from "../../_generated/dataModel";
import type { ActionCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Proof } from "./accounts";
import { tookTooLong } from "./passkeyChallenges";
import type { Assertion, Created } from "./webauthn";

export type Shown =
  | { ok: true; userId: Id<"users">; signInId: Id<"authSessions"> }
  | { ok: false; reason: "expired" | "unknown" }
  | { ok: false; reason: "rate_limited"; retryAfterMs: number };

// By name, because the type of `internal` depends on `auth.ts`. An action of its own, so that what reads signatures is not loaded with every token.
const show = makeFunctionReference<"action", { assertion: Assertion; confirms: boolean }, Shown>("passkeys:show");

const joinNew = makeFunctionReference<
  "action",
  Created & Proof & { passkeyName: string },
  { userId: Id<"users">; signInId: Id<"authSessions"> }
>("passkeyJoins:join");

/** One answer for a passkey that is not known, a signature that is wrong and a counter that went back. */
export function refusalOf(shown: Exclude<Shown, { ok: true }>) {
  if (shown.reason === "rate_limited") return appError({ code: "rate_limited", retryAfterMs: shown.retryAfterMs });
  if (shown.reason === "expired") return tookTooLong();
  return appError({ code: "conflict", reason: "unknown_passkey", message: "This passkey signs nobody in here. It may have been removed." });
}

/** Whom a passkey signs in. The sign-in is made with it, so that it is known what it was by. */
export async function signInByPasskey(
  ctx: Pick<ActionCtx, "runAction">,
  assertion: Assertion,
): Promise<{ userId: Id<"users">; sessionId: Id<"authSessions"> }> {
  const shown = await ctx.runAction(show, { assertion, confirms: false });
  if (!shown.ok) throw refusalOf(shown);
  return { userId: shown.userId, sessionId: shown.signInId };
}

/** Whom an invitation, or the token of the first run, and a passkey that was made for it let in. */
export async function joinByPasskey(
  ctx: Pick<ActionCtx, "runAction">,
  given: Created & Proof & { passkeyName: string },
): Promise<{ userId: Id<"users">; sessionId: Id<"authSessions"> }> {
  const { userId, signInId } = await ctx.runAction(joinNew, given);
  return { userId, sessionId: signInId };
}
