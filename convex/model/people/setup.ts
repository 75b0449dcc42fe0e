import { createAccount, modifyAccountCredentials, retrieveAccount } from "@convex-dev/auth/server";

import { internal } from "../../_generated/api";
import type { DataModel, Doc, Id } from "../../_generated/dataModel";
import type { ActionCtx, MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { createOrganization, hasOperator, normalizeEmail } from "./accounts";
import * as ApiKeys from "./apiKeys";
import { systemActor } from "../audit";
import { resetOf } from "./factorRequirement";
import { checkPassword } from "./passwords";
import { createSecret } from "../secrets";
import * as SignIns from "./signIns";

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
  const organizationId =
    existing?._id ?? (await createOrganization(ctx, wanted ?? "My organization", onTheServer, now));
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
    account: { id: email, secret },
    profile,
  });
  return { userId: user._id };
}

/** For somebody who forgot it: the machine's own admin gives a new one. Every sign-in of theirs ends. */
export async function resetPassword(ctx: ActionCtx, args: { email: string; password: string }): Promise<null> {
  const secret = checkPassword(args.password, "$.password");
  const account = { id: normalizeEmail(args.email) };
  const { user } = await retrieveAccount<DataModel>(ctx, { provider: "password", account });
  await modifyAccountCredentials(ctx, { provider: "password", account: { ...account, secret } });
  await ctx.runMutation(internal.setup.passwordWasReset, { userId: user._id });
  return null;
}

export async function resetSecondFactor(ctx: Pick<MutationCtx, "db">, email: string, now: number): Promise<null> {
  const id = normalizeEmail(email);
  const account = await ctx.db
    .query("authAccounts")
    .withIndex("providerAndAccountId", (q) => q.eq("provider", "password").eq("providerAccountId", id))
    .unique();
  if (account === null) throw appError({ code: "not_found", what: "user" });
  await resetOf(ctx, account.userId, onTheServer, now);
  return null;
}

export async function passwordWasReset(ctx: Pick<MutationCtx, "db">, userId: Id<"users">, now: number): Promise<null> {
  const user = await ctx.db.get("users", userId);
  if (user === null) throw appError({ code: "not_found", what: "user" });
  await SignIns.note(ctx, user, "account.resetPassword", {}, now, onTheServer);
  await SignIns.endAll(ctx, user, null, now, onTheServer);
  return null;
}
