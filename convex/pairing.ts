import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Pairing from "./model/pairing/pairing";
import * as Requests from "./model/pairing/requests";
import { nullable } from "./model/shapes";
import * as Agreement from "./model/pairing/agreement";
import { pairingView, pairingWordsView } from "./model/pairing/answers";

/** `token` is the secret, shown this once. Default life 600 s, at most 86,400 s. An open token of the robot is revoked. */
export const create = mutationAs("operator")({
  args: { robotId: v.id("robots"), ttlSeconds: v.optional(v.number()) },
  returns: v.object({
    id: v.id("pairingTokens"),
    token: v.string(),
    prefix: v.string(),
    createdAt: v.number(),
    expiresAt: v.number(),
  }),
  handler: (ctx, args) => Pairing.create(ctx, ctx.me, { ttlSeconds: 600, ...args }, Date.now()),
});

/** The page that shows the QR code watches its token here. `null` when there is no such token. */
export const watch = queryAs("operator")({
  args: { id: v.id("pairingTokens") },
  returns: nullable(pairingView),
  handler: (ctx, { id }) => Pairing.watch(ctx, ctx.me.organizationId, id),
});

/** Open tokens of the whole fleet that live beyond `now` (server time as the client knows it), at most 100, soonest end first. */
export const open = queryAs("viewer")({
  args: { now: v.optional(v.number()) },
  returns: v.array(v.object({ id: v.id("pairingTokens"), robotId: v.id("robots"), createdAt: v.number(), expiresAt: v.number() })),
  handler: (ctx, { now }) => Pairing.open(ctx, ctx.me.organizationId, now ?? 0),
});

/** Revokes the token and, if it was claimed, the credential it gave out. Whoever made the token may, whatever they may act on by now. */
export const revoke = mutationAs("operator", { isForStarter: true })({
  args: { id: v.id("pairingTokens") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Pairing.revoke(ctx, ctx.me, id, Date.now());
    return null;
  },
});

/** The words of the machine that holds the robot's credential, live: an operator compares them with those that it shows, and everybody sees who did. `null`: no machine holds one. */
export const words = queryAs("viewer")({
  args: { robotId: v.id("robots") },
  returns: nullable(pairingWordsView),
  handler: (ctx, { robotId }) => Agreement.wordsOf(ctx, ctx.me.organizationId, robotId),
});

const compared = { robotId: v.id("robots"), credentialId: v.id("robotCredentials") };

/** The words are the same on both sides. Refused `conflict` for a credential that was replaced meanwhile, or that has no words. */
export const agree = mutationAs("operator")({
  args: compared,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Agreement.agree(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** They differ, or this machine shows none: the pairing is refused and the credential ends at once. */
export const differ = mutationAs("operator")({
  args: compared,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Agreement.differ(ctx, ctx.me, args, Date.now());
    return null;
  },
});

const code = { userCode: v.string() };

/** What machine asks to be paired, so that a person can compare it with the one before them. `null`: no such code. */
export const request = queryAs("operator")({
  args: code,
  returns: nullable(
    v.object({
      userCode: v.string(),
      hostname: nullable(v.string()),
      agentVersion: nullable(v.string()),
      createdAt: v.number(),
      expiresAt: v.number(),
      state: v.union(v.literal("open"), v.literal("approved"), v.literal("denied"), v.literal("used")),
    }),
  ),
  handler: (ctx, { userCode }) => Requests.get(ctx, userCode),
});

/** The machine becomes this robot's; the credential of the robot's earlier machine ends when it claims. */
export const approveRequest = mutationAs("operator")({
  args: { ...code, robotId: v.id("robots") },
  returns: v.null(),
  handler: async (ctx, { userCode, robotId }) => {
    await Requests.decide(ctx, ctx.me, userCode, robotId, Date.now());
    return null;
  },
});

export const denyRequest = mutationAs("operator")({
  args: code,
  returns: v.null(),
  handler: async (ctx, { userCode }) => {
    await Requests.decide(ctx, ctx.me, userCode, null, Date.now());
    return null;
  },
});
