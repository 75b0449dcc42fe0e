import { v, type Infer } from "convex/values";

import { nullable } from "../shapes";
import { passkeyPurpose } from "./tables";

/** What a browser gives for a challenge, base64url. */
export const assertion = v.object({
  id: v.string(),
  clientDataJSON: v.string(),
  authenticatorData: v.string(),
  signature: v.string(),
  userHandle: v.string(),
});

/** Whose passkeys they are; `hasShown`: one was shown in this sign-in within five minutes. */
export const ownerShape = v.object({
  signInId: v.id("authSessions"),
  handle: v.string(),
  email: v.string(),
  name: v.string(),
  credentialIds: v.array(v.string()),
  hasShown: v.boolean(),
});
export type Owner = Infer<typeof ownerShape>;

/** What a challenge was asked for, and the passkey that answers it. */
export const lookedUp = v.union(
  v.object({
    ok: v.literal(true),
    purpose: passkeyPurpose,
    passkey: nullable(v.object({ _id: v.id("passkeys"), handle: v.string(), publicKey: v.bytes() })),
  }),
  v.object({ ok: v.literal(false), reason: v.literal("expired") }),
  v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
);

/** Who showed a passkey, and in which sign-in. */
export const shown = v.union(
  v.object({ ok: v.literal(true), userId: v.id("users"), signInId: v.id("authSessions") }),
  v.object({ ok: v.literal(false), reason: v.union(v.literal("expired"), v.literal("unknown")) }),
  v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
);
