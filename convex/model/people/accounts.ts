import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit, systemActor, type Actor } from "../audit";
import { checkName, withoutControls } from "../checks";
import type { Limits } from "./limitRules";
import { mostOrganizations, ofPerson } from "./ofPerson";
import { limitsInWords } from "./settingLimits";
import { hashOfSecret } from "../secrets";

type Ctx = Pick<MutationCtx, "db">;
type Role = Doc<"memberships">["role"];

export function normalizeEmail(email: string): string {
  const normalized = email.trim().toLowerCase();
  if (normalized.length > 254 || !/^[^\s@]+@[^\s@]+$/.test(normalized)) {
    throw appError({ code: "invalid", path: "$.email", message: "Give an email address." });
  }
  return normalized;
}

/** An organization without anybody in it, made by a script's first key, still waits for its first admin. */
export async function hasOperator(ctx: Pick<QueryCtx, "db">): Promise<boolean> {
  return (await ctx.db.query("memberships").first()) !== null;
}

export async function createOrganization(ctx: Ctx, name: string, by: Actor, now: number): Promise<Id<"organizations">> {
  const checked = checkName(name, "$.organizationName");
  const organizationId = await ctx.db.insert("organizations", { name: checked, createdAt: now });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor: by,
    action: "organization.create",
    target: { kind: "organization", id: organizationId, name: checked },
  });
  return organizationId;
}

async function join(
  ctx: Ctx,
  who: { userId: Id<"users">; organizationId: Id<"organizations">; role: Role; limits?: Limits; name: string; reason: string },
  now: number,
) {
  const { userId, organizationId, role, limits } = who;
  const id = await ctx.db.insert("memberships", { organizationId, userId, role, limits, createdAt: now });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor: { kind: "operator", id: userId, name: who.name },
    action: "member.join",
    target: { kind: "member", id, name: who.name },
    after: { role, ...(limits === undefined ? {} : { limits: await limitsInWords(ctx, limits) }) },
    reason: who.reason,
  });
}

/** For somebody who has an account, in other organizations or in none (any more): a new account is not possible for them. */
export async function acceptInvitation(ctx: Ctx, user: Doc<"users">, secret: string, now: number): Promise<Id<"organizations">> {
  const { organizationId, role, limits } = await useInvitation(ctx, secret, user.email ?? "", now);
  const memberships = await ofPerson(ctx, user._id);
  // Thrown after the invitation was taken, which the throw takes back.
  if (memberships.some((membership) => membership.organizationId === organizationId)) {
    throw appError({ code: "conflict", reason: "member", message: "You belong to this organization already." });
  }
  if (memberships.length >= mostOrganizations) {
    throw appError({ code: "conflict", reason: "too_many", message: `One person belongs to at most ${mostOrganizations} organizations.` });
  }
  const name = user.name ?? user.email ?? "operator";
  await join(ctx, { userId: user._id, organizationId, role, limits, name, reason: "invitation" }, now);
  return organizationId;
}

export async function byEmail(ctx: Pick<QueryCtx, "db">, email: string): Promise<Doc<"users"> | null> {
  return await ctx.db
    .query("users")
    .withIndex("email", (q) => q.eq("email", email))
    .first();
}

type Claim = Record<string, unknown>;

/** Whom the machine's own admin gives a password: somebody who has an account without one. Set by `setup:resetPassword` alone. */
function accountOf(ctx: Ctx, { trusted }: Claim): Id<"users"> | null {
  return typeof trusted === "object" && trusted !== null && "userId" in trusted && typeof trusted.userId === "string"
    ? ctx.db.normalizeId("users", trusted.userId)
    : null;
}

/** The only place where an account comes to be: by setup token, by invitation, or by the machine's own admin. */
export async function admit(ctx: Ctx, claim: Claim, now: number): Promise<Id<"users">> {
  const email = normalizeEmail(typeof claim.email === "string" ? claim.email : "");
  const name = typeof claim.name === "string" && claim.name !== "" ? claim.name : email;
  const given = accountOf(ctx, claim);
  if (given !== null) return given;
  const admission = await decideAdmission(ctx, claim, email, now);
  // Of somebody without a password; whoever has one is found by the sign-in library before it asks here.
  if ((await byEmail(ctx, email)) !== null) throw accountExists();
  const userId = await ctx.db.insert("users", { email, name });
  const by: Actor = { kind: "operator", id: userId, name };
  const organizationId = admission.organizationId ?? (await createOrganization(ctx, admission.organizationName, by, now));
  const { role, limits, reason } = admission;
  await join(ctx, { userId, organizationId, role, limits, name, reason }, now);
  return userId;
}

const accountExists = () =>
  appError({
    code: "conflict",
    reason: "account_exists",
    message: "There is an account with this e-mail address. Sign in to it, then open the invitation again.",
  });

/** What lets somebody in who has no account: an invitation, or in the first run the token of the server with the name of the organization. */
export type Proof = { invitation?: string; setupToken?: string; organizationName?: string };

/** Whether `admit` would let them in by this, asked before a passkey is made for them. Answers what their account will be called. */
export async function mayJoin(
  ctx: Pick<QueryCtx, "db">,
  given: Proof & { email: string; name: string },
  now: number,
): Promise<{ email: string; name: string }> {
  const email = normalizeEmail(given.email);
  if (given.setupToken === undefined) await openInvitation(ctx, given.invitation ?? "", email, now);
  else {
    await openSetupToken(ctx, given.setupToken, now);
    checkName(given.organizationName ?? "", "$.organizationName");
  }
  if ((await byEmail(ctx, email)) !== null) throw accountExists();
  const name = withoutControls(given.name, 100).trim();
  return { email, name: name === "" ? email : name };
}

type Admission = { role: Role; limits?: Limits; reason: string } & (
  | { organizationId: Id<"organizations"> }
  | { organizationId: null; organizationName: string }
);

async function decideAdmission(ctx: Ctx, claim: Claim, email: string, now: number): Promise<Admission> {
  const organizationName = typeof claim.organizationName === "string" ? claim.organizationName : "My organization";
  // `trusted` is set by `setup:createOperator` alone: the password provider builds its claim field by field.
  if (typeof claim.trusted === "object" && claim.trusted !== null) {
    const trusted = claim.trusted as { role: Role; organizationName: string | null };
    return await trustedAdmission(ctx, trusted);
  }
  if (typeof claim.setupToken === "string") {
    await useSetupToken(ctx, claim.setupToken, now);
    const existing = await ctx.db.query("organizations").order("asc").first();
    const admission = { role: "admin", reason: "first run" } as const;
    return existing === null ? { ...admission, organizationId: null, organizationName } : { ...admission, organizationId: existing._id };
  }
  if (typeof claim.invitation === "string") {
    const invitation = await useInvitation(ctx, claim.invitation, email, now);
    return { role: invitation.role, limits: invitation.limits, reason: "invitation", organizationId: invitation.organizationId };
  }
  throw invitationNeeded();
}

export const invitationNeeded = () =>
  appError({ code: "invalid", path: "$.invitation", message: "An invitation is needed to create an account." });

async function trustedAdmission(ctx: Ctx, trusted: { role: Role; organizationName: string | null }): Promise<Admission> {
  const reason = "created on the server";
  const wanted = trusted.organizationName;
  const organizations = await ctx.db.query("organizations").take(100);
  const existing = wanted === null ? organizations[0] : organizations.find((o) => o.name === wanted);
  if (existing !== undefined) return { role: trusted.role, reason, organizationId: existing._id };
  return { role: trusted.role, reason, organizationId: null, organizationName: wanted ?? "My organization" };
}

/** The token of the first run. @throws `invalid` where it lets nobody in */
async function openSetupToken(ctx: Pick<QueryCtx, "db">, token: string, now: number): Promise<Id<"setupTokens">> {
  const refused = (message: string) => appError({ code: "invalid", path: "$.setupToken", message });
  const row = await ctx.db
    .query("setupTokens")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(token)))
    .unique();
  if (row === null) throw refused("This setup token is not known.");
  if (row.usedAt !== null) throw refused("This setup token was used already.");
  if (row.expiresAt <= now) throw refused("This setup token has expired. Ask the server for a new one.");
  if (await hasOperator(ctx)) throw refused("This server is set up already.");
  return row._id;
}

async function useSetupToken(ctx: Ctx, token: string, now: number): Promise<void> {
  await ctx.db.patch("setupTokens", await openSetupToken(ctx, token, now), { usedAt: now });
}

/** The open invitation for this address. @throws `invalid` where there is none */
async function openInvitation(ctx: Pick<QueryCtx, "db">, secret: string, email: string, now: number): Promise<Doc<"invitations">> {
  const refused = (message: string) => appError({ code: "invalid", path: "$.invitation", message });
  const row = await ctx.db
    .query("invitations")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(secret)))
    .unique();
  if (row === null) throw refused("This invitation is not known.");
  if (row.revokedAt !== null) throw refused("This invitation was revoked.");
  if (row.acceptedAt !== null) throw refused("This invitation was used already.");
  if (row.expiresAt <= now) throw refused("This invitation has expired. Ask for a new one.");
  if (row.email !== email) throw refused("This invitation is for another email address.");
  return row;
}

async function useInvitation(ctx: Ctx, secret: string, email: string, now: number): Promise<Doc<"invitations">> {
  const row = await openInvitation(ctx, secret, email, now);
  await ctx.db.patch("invitations", row._id, { acceptedAt: now });
  await recordAudit(ctx, {
    organizationId: row.organizationId,
    at: now,
    actor: systemActor("sign-up"),
    action: "invitation.accept",
    target: { kind: "invitation", id: row._id, name: row.email },
  });
  return row;
}
