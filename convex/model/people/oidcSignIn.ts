import { makeFunctionReference } from "convex/server";

import type { Id } from "../../_generated/dataModel";
import type { ActionCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Admission } from "./identities";
import { notThisPages, roundTrip, type Begun } from "./oidcAttempts";
import { identify, type Identity, type Returned, type Settings } from "./oidcProvider";

// By name, because the type of `internal` depends on `auth.ts`, which asks here.
const take = makeFunctionReference<"mutation", { state: string; page: string }, Begun | null>("oidc:take");
const settingsOf = makeFunctionReference<"query", { id: string }, Settings>("signInProviders:settingsOf");
const admit = makeFunctionReference<"mutation", { identity: Identity; invitation?: string; attempt: string }, Admission>("oidc:admit");

type Given = { attempt: string; invitation?: string | undefined; back: Returned };
type SignedIn = { userId: Id<"users">; sessionId: Id<"authSessions"> };

/** Whom a round trip to an OpenID provider signs in. The sign-in is made with it, so that it is known what it was by. The state is used up before anything is asked, whatever comes of it. */
export async function signInByOidc(
  ctx: Pick<ActionCtx, "runMutation" | "runQuery">,
  { attempt, invitation, back }: Given,
): Promise<SignedIn> {
  const begun = await ctx.runMutation(take, { state: back.state, page: attempt });
  if (begun?.purpose.kind !== "signIn") throw notThisPages();
  const provider = await ctx.runQuery(settingsOf, { id: begun.provider });
  const identity = await identify(provider, roundTrip(back.state), back, false, Date.now());
  const admission = await ctx.runMutation(admit, { identity, attempt, ...(invitation === undefined ? {} : { invitation }) });
  if (!admission.ok) throw appError({ code: "second_factor", needs: admission.needs });
  return { userId: admission.userId, sessionId: admission.signInId };
}
