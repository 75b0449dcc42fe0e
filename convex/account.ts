import { v } from "convex/values";

import { internalMutation, internalQuery } from "./_generated/server";
import { mutationAs, pageAction, pageMutation, pageQuery } from "./functions";
import { acceptInvitation } from "./model/people/accounts";
import { recordAudit } from "./model/audit";
import { checkName } from "./model/checks";
import { limitsOf } from "./model/people/limits";
import { isConfirmed } from "./model/people/identities";
import * as Languages from "./model/people/languages";
import { isRefused } from "./model/people/signInRule";
import { ofPerson } from "./model/people/ofPerson";
import { hasTwoFactors } from "./model/people/secondFactors";
import { hashKept } from "./model/people/passwordHashes";
import * as Passwords from "./model/people/passwords";
import { hasPassword, hasWayBeyondPassword } from "./model/people/waysIn";
import { takeFromLimit } from "./model/rateLimits";
import { sha256Hex } from "./model/secrets";
import { language, limits, nullable, role } from "./model/shapes";
import * as SignIns from "./model/people/signIns";

/**
 * Gives back what it is given. A page asks it where nothing has arrived for a while: an answer shows that its live connection
 * still carries something. Each `count` is another question, so that no cache answers.
 */
export const echo = pageQuery({
  args: { count: v.number() },
  returns: v.number(),
  handler: (_ctx, { count }) => count,
});

const belonging = v.object({ role, limits: v.optional(limits), organization: v.object({ id: v.id("organizations"), name: v.string() }) });

/**
 * The signed-in operator: `null` when signed out. `membership` is in the organization that the page names, or in the oldest when it
 * names none; `null` in one that they do not belong to (any more). `memberships` are all.
 */
export const me = pageQuery({
  args: {},
  returns: nullable(
    v.object({
      /** `language` and `timeZone`: in which this person is written to; absent until a page has told. */
      user: v.object({
        id: v.id("users"),
        name: v.string(),
        email: v.string(),
        language: v.optional(language),
        timeZone: v.optional(v.string()),
      }),
      membership: nullable(belonging),
      memberships: v.array(belonging),
      /** The organization asks for a second factor, and this person has none and has shown no passkey. */
      lacksSecondFactor: v.boolean(),
      /** The organization takes no sign-in by a password alone, and this one is. `hasWay`: a passkey or a provider's account is there to be shown. */
      lacksMoreThanPassword: nullable(v.object({ hasWay: v.boolean() })),
    }),
  ),
  handler: async (ctx) => {
    const found = await SignIns.findSignedIn(ctx);
    if (found === null) return null;
    const { user, signIn } = found;
    const rows = await Promise.all(
      (await ofPerson(ctx, user._id)).map(async (row) => ({ row, organization: await ctx.db.get("organizations", row.organizationId) })),
    );
    const known = rows.flatMap(({ row, organization }) => (organization === null ? [] : [{ row, organization }]));
    const shown = ctx.organization === undefined ? known[0] : known.find(({ organization }) => organization._id === ctx.organization);
    const toView = ({ row, organization: { _id: id, name } }: (typeof known)[number]) => {
      const own = limitsOf(row);
      return { role: row.role, ...(own === null ? {} : { limits: own }), organization: { id, name } };
    };
    return {
      user: { id: user._id, name: user.name ?? "", email: user.email ?? "", language: user.language, timeZone: user.timeZone },
      membership: shown === undefined ? null : toView(shown),
      memberships: known.map(toView),
      lacksSecondFactor: shown?.organization.needsSecondFactor === true && !(await hasTwoFactors(ctx, signIn)),
      lacksMoreThanPassword: isRefused(shown?.organization, signIn) ? { hasWay: await hasWayBeyondPassword(ctx, user._id) } : null,
    };
  },
});

export const rename = mutationAs("viewer")({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { user, actor, organizationId } = ctx.me;
    const name = checkName(args.name, "$.name");
    await ctx.db.patch("users", user._id, { name });
    await recordAudit(ctx, {
      organizationId,
      at: Date.now(),
      actor,
      action: "account.rename",
      target: { kind: "operator", id: user._id, name },
      before: { name: user.name ?? "" },
      after: { name },
    });
    return null;
  },
});

/** In which language this person is written to, and with times in which zone; what is absent stays. Throws `invalid` for a zone that nobody knows. */
export const writeIn = pageMutation({
  args: { language: v.optional(language), timeZone: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { language: chosen, timeZone }) => {
    await Languages.keep(ctx, (await SignIns.requireSignedIn(ctx)).user, { language: chosen, timeZone });
    return null;
  },
});

/** For somebody who has an account; everybody else signs up with the invitation. Answers the organization. */
export const join = pageMutation({
  args: { invitation: v.string() },
  returns: v.object({ organizationId: v.id("organizations") }),
  handler: async (ctx, { invitation }) => {
    const { user } = await SignIns.requireSignedIn(ctx);
    return { organizationId: await acceptInvitation(ctx, user, invitation, Date.now()) };
  },
});

/** Where this person is signed in, newest first. `lastRenewedAt` moves about once an hour while a page is open. */
export const signIns = pageQuery({
  args: {},
  returns: v.array(
    v.object({
      id: v.id("authSessions"),
      startedAt: v.number(),
      lastRenewedAt: v.number(),
      expiresAt: v.number(),
      isThis: v.boolean(),
    }),
  ),
  handler: async (ctx) => SignIns.list(ctx, await SignIns.requireSignedIn(ctx)),
});

/** Effective at once, also in pages that are open. */
export const endSignIn = pageMutation({
  args: { id: v.id("authSessions") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await SignIns.endOne(ctx, await SignIns.requireSignedIn(ctx), id, Date.now());
    return null;
  },
});

/** Ends every sign-in of this person; with `keepThis` all others. Answers how many. */
export const signOutEverywhere = pageMutation({
  args: { keepThis: v.optional(v.boolean()) },
  returns: v.object({ ended: v.number() }),
  handler: async (ctx, { keepThis }) => {
    const { user, signIn } = await SignIns.requireSignedIn(ctx);
    return { ended: await SignIns.endAll(ctx, user, keepThis === true ? signIn._id : null, Date.now()) };
  },
});

/** Needs the old password; ends every other sign-in. Refusals are values, so that a failed try is counted. */
export const changePassword = pageAction({
  args: { oldPassword: v.string(), newPassword: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), endedSignIns: v.number() }),
    v.object({ ok: v.literal(false), reason: v.literal("wrong_password") }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: (ctx, args) => Passwords.change(ctx, args),
});

/** For what asks for one's own password: who asks, and what stands for the password of who has none. */
export const current = internalQuery({
  args: { now: v.number() },
  returns: v.object({ email: v.string(), hasPassword: v.boolean(), isConfirmed: v.boolean() }),
  handler: async (ctx, { now }) => {
    const me = await SignIns.requireSignedIn(ctx);
    return { email: me.user.email ?? "", hasPassword: await hasPassword(ctx, me.user._id), isConfirmed: await isConfirmed(ctx, me, now) };
  },
});

/** For `changePassword`: after it. Ends the other sign-ins and writes the log. */
export const passwordChanged = internalMutation({
  args: {},
  returns: v.object({ ended: v.number() }),
  handler: async (ctx) => {
    const { user, signIn } = await SignIns.requireSignedIn(ctx);
    const now = Date.now();
    await SignIns.note(ctx, user, "account.changePassword", {}, now);
    return { ended: await SignIns.endAll(ctx, user, signIn._id, now) };
  },
});

/** For sign-in and sign-up: the hash that an address's password is compared with; `null` when it has none. Never leaves the server. */
export const passwordHash = internalQuery({
  args: { email: v.string() },
  returns: nullable(v.string()),
  handler: (ctx, { email }) => hashKept(ctx, email),
});

/** For sign-in and sign-up: a window per address, known or not. Answers how long to wait (ms), `null` when there is room. */
export const takeSignIn = internalMutation({
  args: { email: v.string() },
  returns: nullable(v.number()),
  handler: (ctx, { email }) => takeFromLimit(ctx, `signIn:${sha256Hex(email)}`, 30, 300_000, Date.now()),
});
