import { v } from "convex/values";

import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalMutation, internalQuery } from "./_generated/server";
import { appError } from "./errors";
import { mutationAs, pageAction, queryAs } from "./functions";
import { requireActing } from "./model/people/roles";
import { answers, type Settings } from "./model/people/oidcProvider";
import * as Providers from "./model/people/signInProviders";
import { removeProvider } from "./model/people/signInRule";
import { actor, nullable } from "./model/shapes";

const id = v.id("signInProviders");
const time = v.number();
const settings = v.object({ name: v.string(), issuer: v.string(), clientId: v.string(), secret: v.string() });

/**
 * By which OpenID providers people may sign in, without their secrets; `people`: how many are connected there. `set` is `null` for the one of
 * the deployment's variables. `returnAddress`: what is registered there. `lockedBecause`: why admins may not change any of it.
 */
export const list = queryAs("admin")({
  args: {},
  returns: v.object({
    lockedBecause: nullable(v.union(v.literal("organizations"), v.literal("address"))),
    returnAddress: nullable(v.string()),
    providers: v.array(
      v.object({
        id: v.string(),
        name: v.string(),
        issuer: v.string(),
        clientId: v.string(),
        people: v.number(),
        set: nullable(v.object({ id, by: actor, at: time, secretAt: time })),
      }),
    ),
  }),
  handler: (ctx) => Providers.list(ctx),
});

/** Asks the provider what it is before it is kept. Throws `invalid`, and `conflict` where it is there, does not answer, or is not for admins to set. */
export const add = pageAction({
  args: settings.fields,
  returns: v.object({ id }),
  handler: async (ctx, given): Promise<{ id: Id<"signInProviders"> }> => {
    const { organization } = ctx;
    const checked: Settings = await ctx.runQuery(internal.signInProviders.check, { organization, ...given });
    if (!(await answers(checked, Date.now()))) {
      throw appError({ code: "conflict", reason: "provider", message: "No OpenID provider of this issuer answers there." });
    }
    return await ctx.runMutation(internal.signInProviders.keep, { organization, ...checked });
  },
});

/** A new client secret, for one that ends or was seen. Throws `not_found`. */
export const replaceSecret = mutationAs("admin")({
  args: { id, secret: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Providers.replaceSecret(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Nobody signs in by it from then on; what people have connected there stays. Throws `not_found`, and `conflict` where passwords are not enough and no admin would have another way. */
export const remove = mutationAs("admin")({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await removeProvider(ctx, ctx.me, args.id, Date.now());
    return null;
  },
});

const asked = { organization: v.optional(v.string()), ...settings.fields };

/** For `add`, so that only an admin makes the server ask an address. */
export const check = internalQuery({
  args: asked,
  returns: settings,
  handler: async (ctx, { organization, ...given }) => {
    await requireActing(ctx, "admin", organization);
    return await Providers.check(ctx, given);
  },
});

/** For `add`. */
export const keep = internalMutation({
  args: asked,
  returns: v.object({ id }),
  handler: async (ctx, { organization, ...given }) => ({
    id: await Providers.add(ctx, await requireActing(ctx, "admin", organization), given, Date.now()),
  }),
});

/** For a round trip: what it takes to ask the provider. */
export const settingsOf = internalQuery({
  args: { id: v.string() },
  returns: settings,
  handler: async (ctx, args) => await Providers.settingsOf(ctx, args.id),
});
