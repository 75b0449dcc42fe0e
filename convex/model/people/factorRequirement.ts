import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit, type Actor } from "../audit";
import type { Me } from "./me";
import { ofPerson } from "./ofPerson";
import { forget, hasTwoFactors } from "./secondFactors";
import { endAll } from "./signIns";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

/** Whether the organization that the page shows asks its members for a second factor; without one, whether any of the person's does. */
export async function isRequiredOf(ctx: Read, userId: Id<"users">, shown?: string): Promise<boolean> {
  for (const { organizationId } of await ofPerson(ctx, userId)) {
    if (shown !== undefined && shown !== organizationId) continue;
    if ((await ctx.db.get("organizations", organizationId))?.needsSecondFactor === true) return true;
  }
  return false;
}

/** @throws `conflict` for an admin who has none and would be the first to be locked out */
export async function set(ctx: Write, me: Me, isRequired: boolean, now: number): Promise<void> {
  const organization = await ctx.db.get("organizations", me.organizationId);
  if (organization === null || (organization.needsSecondFactor ?? false) === isRequired) return;
  if (isRequired && !(await hasTwoFactors(ctx, me.signIn))) {
    throw appError({ code: "conflict", reason: "second_factor", message: "Set up your own second factor first." });
  }
  await ctx.db.patch("organizations", me.organizationId, { needsSecondFactor: isRequired });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "organization.requireSecondFactor",
    target: { kind: "organization", id: me.organizationId, name: organization.name },
    before: { isRequired: !isRequired },
    after: { isRequired },
  });
}

/** Takes a member's second factor away and ends their sign-ins. One organization's admin must not weaken what guards another. */
export async function reset(ctx: Write, me: Me, id: Id<"memberships">, now: number): Promise<void> {
  const membership = await ctx.db.get("memberships", id);
  if (membership === null || membership.organizationId !== me.organizationId) throw appError({ code: "not_found", what: "member" });
  if ((await ofPerson(ctx, membership.userId)).length > 1) {
    throw appError({
      code: "conflict",
      reason: "other_organizations",
      message: "This person belongs to another organization too. Only whoever runs the server can reset their second factor.",
    });
  }
  await resetOf(ctx, membership.userId, me.actor, now);
}

/** The same for whoever runs the server. @throws `conflict` when there is none */
export async function resetOf(ctx: Write, userId: Id<"users">, by: Actor, now: number): Promise<void> {
  const user = await ctx.db.get("users", userId);
  if (user === null || !(await forget(ctx, userId))) {
    throw appError({ code: "conflict", reason: "second_factor", message: "No second factor is set up." });
  }
  const name = user.name ?? user.email ?? "operator";
  for (const { organizationId } of await ofPerson(ctx, userId)) {
    await recordAudit(ctx, {
      organizationId,
      at: now,
      actor: by,
      action: "member.resetSecondFactor",
      target: { kind: "operator", id: userId, name },
    });
  }
  await endAll(ctx, user, null, now, by);
}
