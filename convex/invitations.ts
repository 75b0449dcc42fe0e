import { v } from "convex/values";

import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalMutation } from "./_generated/server";
import { conflict } from "./errors";
import { mutationAs, pageAction, queryAs } from "./functions";
import { requireActing } from "./model/people/roles";
import { type Letter, postLetter } from "./model/notices/mail";
import { invitationLetter, noteSent } from "./model/people/invitationLetter";
import * as Invitations from "./model/people/invitations";
import { limits, role } from "./model/shapes";
import { invitationView } from "./model/people/answers";

export const list = queryAs("admin")({
  args: {},
  returns: v.array(invitationView),
  handler: (ctx) => Invitations.list(ctx, ctx.me.organizationId),
});

/**
 * `invitation` is the secret, shown once: sign-up passes it as the `invitation` parameter. `limits`: on which robots and deployments the
 * new member may act from their first moment on; a list that is absent means every one, and the admin role takes none (`conflict`).
 */
export const create = mutationAs("admin")({
  args: { email: v.string(), role, limits: v.optional(limits) },
  returns: v.object({ id: v.id("invitations"), invitation: v.string(), expiresAt: v.number() }),
  handler: (ctx, args) => Invitations.create(ctx, ctx.me, args, Date.now()),
});

/**
 * Sends an open invitation to its address through the mail server of this server. `invitation`: the secret that `create` has answered, which
 * stands in the letter's link behind the # and is kept nowhere. Throws `not_found`, and `conflict` where no mail is sent or none was taken.
 */
export const send = pageAction({
  args: { invitation: v.string() },
  returns: v.null(),
  handler: async (ctx, { invitation }): Promise<null> => {
    const { organization } = ctx;
    const { id, letter }: { id: Id<"invitations">; letter: Letter } = await ctx.runMutation(internal.invitations.letter, {
      organization,
      invitation,
    });
    if (!(await postLetter(letter)))
      throw conflict("mail", "The mail server did not take the letter. Hand over the link in another way, or try again.");
    await ctx.runMutation(internal.invitations.sent, { organization, id });
    return null;
  },
});

const page = { organization: v.optional(v.string()) };

/** For `send`: the letter, and one more of those that an organization may send in an hour. */
export const letter = internalMutation({
  args: { ...page, invitation: v.string() },
  returns: v.object({ id: v.id("invitations"), letter: v.object({ to: v.string(), subject: v.string(), text: v.string() }) }),
  handler: async (ctx, { organization, invitation }) =>
    await invitationLetter(ctx, await requireActing(ctx, "admin", organization), invitation, Date.now()),
});

/** For `send`, once the letter was taken. */
export const sent = internalMutation({
  args: { ...page, id: v.id("invitations") },
  returns: v.null(),
  handler: async (ctx, { organization, id }) => {
    await noteSent(ctx, await requireActing(ctx, "admin", organization), id, Date.now());
    return null;
  },
});

export const revoke = mutationAs("admin")({
  args: { id: v.id("invitations") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Invitations.revoke(ctx, ctx.me, id, Date.now());
    return null;
  },
});
