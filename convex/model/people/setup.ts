import { createAccount, modifyAccountCredentials, retrieveAccount } from "@convex-dev/auth/server";

import { internal } from "../../_generated/api";
import type { DataModel, Doc, Id } from "../../_generated/dataModel";
import type { ActionCtx, MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { byEmail, createOrganization, hasOperator, normalizeEmail } from "./accounts";
import * as ApiKeys from "./apiKeys";
import { systemActor } from "../audit";
import { resetOf } from "./factorRequirement";
import { removeAll } from "./passkeys";
import { hashOf, secretToCreate } from "./passwordHashes";
import { checkPassword } from "./passwords";
import { createSecret } from "../secrets";
import { lift } from "./signInRule";
import { takeAway } from "./signInProviders";
import * as SignIns from "./signIns";
import { hasPassword } from "./waysIn";

type Role = Doc<"memberships">["role"];
const tokenLifeMs = 24 * 3_600_000;
const onTheServer = systemActor("server command");

export async function status(ctx: Pick<QueryCtx, "db">) {
  return { needsSetup: !(await hasOperator(ctx)) };
}

export async function issueToken(ctx: Pick<MutationCtx, "db">, now: number) {
  if (await hasOperator(ctx)) {
    throw appError({ code: "conflict", reason: "set_up", message: "This server is set up already." });
  }
  for (const old of await ctx.db.query("setupTokens").take(100)) await ctx.db.delete("setupTokens", old._id);
  const { secret, hash } = createSecret("setup");
  const expiresAt = now + tokenLifeMs;
  await ctx.db.insert("setupTokens", { hash, expiresAt, usedAt: null });
  return { token: secret, expiresAt };
}

export async function createApiKey(
  ctx: Pick<MutationCtx, "db">,
  args: { name: string; role?: Role; organizationName?: string },
  now: number,
) {
  const organizations = await ctx.db.query("organizations").order("asc").take(100);
  const wanted = args.organizationName;
  const existing = wanted === undefined ? organizations[0] : organizations.find((o) => o.name === wanted);
  const organizationId = existing?._id ?? (await createOrganization(ctx, wanted ?? "My organization", onTheServer, now));
  return await ApiKeys.create(ctx, { organizationId, actor: onTheServer }, { name: args.name, role: args.role }, now);
}

export async function createOperator(
  ctx: ActionCtx,
  args: { email: string; password: string; name?: string; role?: Role; organizationName?: string },
): Promise<{ userId: Id<"users"> }> {
  const secret = checkPassword(args.password, "$.password");
  const email = normalizeEmail(args.email);
  // `trusted` is not a column of `users`: it tells `admit` that the machine's own admin asks.
  const trusted = { role: args.role ?? "admin", organizationName: args.organizationName ?? null };
  const profile: { email: string; name: string } = Object.assign({ email, name: args.name ?? email }, { trusted });
  const { user } = await createAccount<DataModel>(ctx, {
    provider: "password",
    account: { id: email, secret: await secretToCreate(ctx, email, secret) },
    profile,
  });
  return { userId: user._id };
}

/** For somebody who forgot it, or never had one: the machine's own admin gives a new one. Every sign-in of theirs ends. */
export async function resetPassword(ctx: ActionCtx, args: { email: string; password: string }): Promise<null> {
  const secret = await hashOf(checkPassword(args.password, "$.password"));
  const account = { id: normalizeEmail(args.email) };
  const without: Id<"users"> | null = await ctx.runQuery(internal.setup.withoutPassword, { email: account.id });
  if (without !== null) {
    const profile: { email: string } = Object.assign({ email: account.id }, { trusted: { userId: without } });
    await createAccount<DataModel>(ctx, { provider: "password", account: { ...account, secret }, profile });
    await ctx.runMutation(internal.setup.passwordWasReset, { userId: without });
    return null;
  }
  const { user } = await retrieveAccount<DataModel>(ctx, { provider: "password", account });
  await modifyAccountCredentials(ctx, { provider: "password", account: { ...account, secret } });
  await ctx.runMutation(internal.setup.passwordWasReset, { userId: user._id });
  return null;
}

async function userOf(ctx: Pick<QueryCtx, "db">, email: string): Promise<Id<"users">> {
  const id = normalizeEmail(email);
  const account = await ctx.db
    .query("authAccounts")
    .withIndex("providerAndAccountId", (q) => q.eq("provider", "password").eq("providerAccountId", id))
    .unique();
  const userId = account?.userId ?? (await byEmail(ctx, id))?._id;
  if (userId === undefined) throw appError({ code: "not_found", what: "user" });
  return userId;
}

export async function resetSecondFactor(ctx: Pick<MutationCtx, "db">, email: string, now: number): Promise<null> {
  await resetOf(ctx, await userOf(ctx, email), onTheServer, now);
  return null;
}

/** Answers how many there were. Their owner may have no way in then but a password from the same command line. */
export async function removePasskeys(ctx: Pick<MutationCtx, "db">, email: string, now: number): Promise<{ removed: number }> {
  return { removed: await removeAll(ctx, await userOf(ctx, email), onTheServer, now) };
}

/** For admins who lost every passkey and provider. Answers in how many organizations. */
export const allowPasswords = async (ctx: Pick<MutationCtx, "db">, now: number): Promise<number> => await lift(ctx, onTheServer, now);

/** In the log of every organization, for it was everybody's. */
export async function removeSignInProvider(ctx: Pick<MutationCtx, "db">, name: string, now: number): Promise<null> {
  const row = (await ctx.db.query("signInProviders").take(100)).find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  if (row === undefined) throw appError({ code: "not_found", what: "sign-in provider" });
  for (const { _id } of await ctx.db.query("organizations").take(100))
    await takeAway(ctx, { organizationId: _id, actor: onTheServer }, row, now);
  return null;
}

/** Who signs in by an OpenID provider alone. */
export async function withoutPassword(ctx: Pick<QueryCtx, "db">, email: string): Promise<Id<"users"> | null> {
  const user = await byEmail(ctx, email);
  return user === null || (await hasPassword(ctx, user._id)) ? null : user._id;
}

export async function passwordWasReset(ctx: Pick<MutationCtx, "db">, userId: Id<"users">, now: number): Promise<null> {
  const user = await ctx.db.get("users", userId);
  if (user === null) throw appError({ code: "not_found", what: "user" });
  await SignIns.note(ctx, user, "account.resetPassword", {}, now, onTheServer);
  await SignIns.endAll(ctx, user, null, now, onTheServer);
  return null;
}
