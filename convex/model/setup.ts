import { createAccount } from "@convex-dev/auth/server";

import type { DataModel, Doc, Id } from "../_generated/dataModel";
import type { ActionCtx, MutationCtx, QueryCtx } from "../_generated/server";
import { appError } from "../errors";
import { createOrganization, hasOperator, normalizeEmail } from "./accounts";
import * as ApiKeys from "./apiKeys";
import { systemActor } from "./audit";
import { createSecret } from "./secrets";

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
  if (args.password.length < 10 || args.password.length > 200) {
    throw appError({ code: "invalid", path: "$.password", message: "Use 10 to 200 characters." });
  }
  const email = normalizeEmail(args.email);
  // `trusted` is not a column of `users`: it tells `admit` that the machine's own admin asks.
  const trusted = { role: args.role ?? "admin", organizationName: args.organizationName ?? null };
  const profile: { email: string; name: string } = Object.assign({ email, name: args.name ?? email }, { trusted });
  const { user } = await createAccount<DataModel>(ctx, {
    provider: "password",
    account: { id: email, secret: args.password },
    profile,
  });
  return { userId: user._id };
}
