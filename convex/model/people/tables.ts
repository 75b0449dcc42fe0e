import { authTables } from "@convex-dev/auth/server";
import { defineTable } from "convex/server";
import { v } from "convex/values";

import { compiledRule } from "../alertRules/shapes";
import { cause } from "../incidents/shapes";
import { actor, language, limits, nullable, role } from "../shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** What a round trip to the OpenID provider is for; all but a sign-in are for one who is signed in. */
export const oidcPurpose = v.union(
  v.object({ kind: v.literal("signIn") }),
  v.object({ kind: v.union(v.literal("connect"), v.literal("confirm")), signInId: v.id("authSessions") }),
);

/** What the challenge for a passkey is for: to sign in, to make an account by an invitation, or for one who is signed in. */
export const passkeyPurpose = v.union(
  v.object({ kind: v.literal("signIn") }),
  v.object({ kind: v.literal("join"), email: v.string(), name: v.string(), handle: v.string() }),
  v.object({ kind: v.union(v.literal("add"), v.literal("confirm")), signInId: v.id("authSessions") }),
);

/** Who belongs together, and how people and scripts prove who they are. Part of the schema. */
export const peopleTables = {
  organizations: defineTable({
    name: v.string(),
    createdAt: time,
    /** Since when its watch pass is good (`watchPass.ts`); absent before the first hour is over. */
    passRenewedAt: v.optional(time),
    /** Members without a second factor may look and stop, nothing else. */
    needsSecondFactor: v.optional(v.boolean()),
    /** Members who signed in by a password, and by no passkey or provider, may look and stop, nothing else. */
    refusesPasswords: v.optional(v.boolean()),
    /** Causes of incidents that it takes for graver or milder than usual; 0 is the gravest. */
    incidentSeverities: v.optional(v.array(v.object({ cause, severity: v.number() }))),
    /** Its own rules that are on; here, because every heartbeat reads them (`model/alertRules`). */
    alertRules: v.optional(v.array(compiledRule)),
  }).index("by_passRenewedAt", ["passRenewedAt"]),

  // Read by every function of a person.
  memberships: defineTable({ organizationId, userId: v.id("users"), role, createdAt: time, limits: v.optional(limits) })
    .index("by_userId", ["userId"])
    .index("by_organizationId", ["organizationId"]),

  // At most one per person. `key` must be read again, so it is encrypted (`sealed.ts`); of recovery codes only hashes of unused ones are here.
  secondFactors: defineTable({
    userId: v.id("users"),
    key: v.string(),
    createdAt: time,
    /** `null` until a code has shown that the authenticator has the key: it does not count before. */
    confirmedAt: nullable(time),
    /** The 30-second step of the last code that was taken: no code of it or of an earlier one is taken again. */
    lastStep: v.number(),
    recovery: v.array(v.string()),
  }).index("by_userId", ["userId"]),

  // Sign-ins whose password was right and whose code is awaited; few per person, gone with the next one.
  signInSteps: defineTable({
    userId: v.id("users"),
    hash: v.string(),
    expiresAt: time,
    /** The issuer that said who it is; absent: the password did. */
    by: v.optional(v.string()),
  })
    .index("by_hash", ["hash"])
    .index("by_userId", ["userId"]),

  // Whom an OpenID provider calls `subject`; written when an invitation is accepted with it or by whoever is signed in.
  identities: defineTable({
    userId: v.id("users"),
    issuer: v.string(),
    subject: v.string(),
    /** As the provider gave it when it was connected, to tell two accounts there apart; nobody is found by it. */
    email: nullable(v.string()),
    connectedAt: time,
    lastUsedAt: nullable(time),
    /** The sign-in whose person was asked by the provider again, and when; stands for the password of who has none. */
    confirmed: v.optional(v.object({ signInId: v.id("authSessions"), at: time })),
  })
    .index("by_issuer_and_subject", ["issuer", "subject"])
    .index("by_userId", ["userId"]),

  // OpenID providers that an admin has set, beside the one of the deployment's variables; few. `secret` must be read again, so it is encrypted.
  signInProviders: defineTable({
    name: v.string(),
    issuer: v.string(),
    clientId: v.string(),
    secret: v.string(),
    createdBy: actor,
    createdAt: time,
    secretSetAt: time,
  }),

  // Round trips to the OpenID provider that were begun: deleted when they come back, or some minutes after their end. `hash` is of the state.
  oidcAttempts: defineTable({
    hash: v.string(),
    /** Hash of the secret of the page that began it: it ends in the same browser or not at all. */
    page: v.string(),
    /** Which provider it goes to (`signInProviders.ts`). */
    provider: v.optional(v.string()),
    purpose: oidcPurpose,
    expiresAt: time,
  })
    .index("by_hash", ["hash"])
    .index("by_expiresAt", ["expiresAt"]),

  // Several per person. `credentialId` is the authenticator's name for it, base64url; only its public key is here.
  passkeys: defineTable({
    userId: v.id("users"),
    name: v.string(),
    credentialId: v.string(),
    publicKey: v.bytes(),
    /** As the authenticator last counted its signatures; many always say 0. */
    counter: v.number(),
    /** How a browser reaches it, to say so when it is looked for. */
    transports: v.array(v.string()),
    /** The host name that it was made for: it is good at no other. */
    rpId: v.string(),
    /** It may be copied to other devices of its owner, by what keeps it. */
    isSynced: v.boolean(),
    createdAt: time,
    lastUsedAt: nullable(time),
  })
    .index("by_credentialId", ["credentialId"])
    .index("by_userId", ["userId"]),

  // What authenticators are asked to sign: deleted when it comes back, or some minutes after its end. `hash` is of the challenge.
  passkeyChallenges: defineTable({ hash: v.string(), purpose: passkeyPurpose, expiresAt: time })
    .index("by_hash", ["hash"])
    .index("by_expiresAt", ["expiresAt"]),

  // The sign-in library's own table, with how people are written to; absent until a page of theirs has told.
  users: defineTable({
    ...authTables.users.validator.fields,
    language: v.optional(language),
    timeZone: v.optional(v.string()),
    /** What authenticators keep of whose passkey it is, of who came with one: it was made before the person was. Absent: the id. */
    passkeyHandle: v.optional(v.string()),
  })
    .index("email", ["email"])
    .index("phone", ["phone"]),

  // The sign-in library's own table, with what it does not know.
  authSessions: defineTable({
    userId: v.id("users"),
    expirationTime: v.number(),
    /** The passkey that was last shown in this sign-in, to begin it or since. */
    passkey: v.optional(v.object({ id: v.id("passkeys"), shownAt: time })),
    /** The OpenID provider that last said in this sign-in who it is. */
    provider: v.optional(v.object({ issuer: v.string(), at: time })),
  }).index("userId", ["userId"]),

  // The secret is shown once; only its SHA-256 is kept. Same for every secret below.
  setupTokens: defineTable({ hash: v.string(), expiresAt: time, usedAt: nullable(time) }).index("by_hash", ["hash"]),

  invitations: defineTable({
    organizationId,
    email: v.string(),
    role,
    /** Those of the membership that comes of it, from its first moment on. */
    limits: v.optional(limits),
    prefix: v.string(),
    hash: v.string(),
    invitedBy: actor,
    createdAt: time,
    expiresAt: time,
    acceptedAt: nullable(time),
    /** When a mail server last took a letter with it. */
    mailedAt: v.optional(time),
    revokedAt: nullable(time),
  })
    .index("by_hash", ["hash"])
    .index("by_organizationId", ["organizationId"])
    .index("by_expiresAt", ["expiresAt"]),

  apiKeys: defineTable({
    organizationId,
    name: v.string(),
    prefix: v.string(),
    hash: v.string(),
    role,
    /** Its own; where its maker may not act, it may not either (`limits.ts`). */
    limits: v.optional(limits),
    createdBy: actor,
    createdAt: time,
    expiresAt: nullable(time),
    /** Written at most once a minute, by mutations only. */
    lastUsedAt: nullable(time),
    /** The network it was last used from, written with it (`addresses.ts`); absent before the first use since it is kept. */
    lastUsedFrom: v.optional(nullable(v.string())),
    revokedAt: nullable(time),
  })
    .index("by_hash", ["hash"])
    .index("by_revokedAt_and_expiresAt", ["revokedAt", "expiresAt"])
    .index("by_organizationId_and_maker", ["organizationId", "createdBy.id"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_organizationId", ["organizationId"]),

  // For screens that show the fleet and where nobody signs in (`wallLinks.ts`).
  wallLinks: defineTable({
    organizationId,
    name: v.string(),
    prefix: v.string(),
    hash: v.string(),
    createdBy: actor,
    createdAt: time,
    expiresAt: time,
    /** Written at most once a minute, with the network it was used from. */
    lastUsedAt: nullable(time),
    lastUsedFrom: nullable(v.string()),
    revokedAt: nullable(time),
  })
    .index("by_hash", ["hash"])
    .index("by_revokedAt_and_expiresAt", ["revokedAt", "expiresAt"])
    .index("by_organizationId_and_revokedAt", ["organizationId", "revokedAt"]),

  // `reflex login` on a machine without a browser: a person compares the code and approves it here.
  deviceLogins: defineTable({
    userCode: v.string(),
    hash: v.string(),
    hostname: nullable(v.string()),
    createdAt: time,
    expiresAt: time,
    state: v.union(v.literal("open"), v.literal("approved"), v.literal("denied"), v.literal("used")),
    /** Set by the approval: for whom the key will act, and how far. */
    approval: nullable(v.object({ organizationId, role, by: actor })),
  })
    .index("by_userCode", ["userCode"])
    .index("by_hash", ["hash"])
    .index("by_expiresAt", ["expiresAt"]),
};
