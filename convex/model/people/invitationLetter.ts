import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { recordAudit } from "../audit";
import { withoutControls } from "../checks";
import { variable } from "../environment";
import { timeIn } from "../notices/letters";
import { isMailConfigured, type Letter } from "../notices/mail";
import { takeFromLimit } from "../rateLimits";
import { hashOfSecret } from "../secrets";
import { type Language, writtenTo } from "./languages";
import type { Me } from "./me";

type Write = Pick<MutationCtx, "db">;
type Role = Doc<"memberships">["role"];

/** Letters with invitations that an organization sends in an hour, so that its admins write to nobody in masses. */
const mostLetters = 30;
const hourMs = 3_600_000;

type Said = { who: string; organization: string; role: string; until: string; link: string };

const roles: Record<Language, Record<Role, string>> = {
  en: { viewer: "viewer", operator: "operator", admin: "admin" },
  de: { viewer: "Betrachter", operator: "Bediener", admin: "Admin" },
};

const words: Record<Language, { subject: (said: Said) => string; text: (said: Said) => string }> = {
  en: {
    subject: ({ who, organization }) => `Reflex: ${who} invites you to ${organization}`,
    text: ({ who, organization, role, until, link }) =>
      `${who} invites you to ${organization} on a Reflex Console, as ${role}.\n\nOpen this link to join. It works once, until ${until}, and for this address only:\n${link}\n\nIf you do not know ${who}, leave it: nothing happens without you.\n`,
  },
  de: {
    subject: ({ who, organization }) => `Reflex: ${who} lädt Sie zu ${organization} ein`,
    text: ({ who, organization, role, until, link }) =>
      `${who} lädt Sie zu ${organization} auf einer Reflex Console ein, als ${role}.\n\nÖffnen Sie diesen Link, um beizutreten. Er gilt einmal, bis ${until}, und nur für diese Adresse:\n${link}\n\nWenn Sie ${who} nicht kennen, lassen Sie es: Ohne Sie geschieht nichts.\n`,
  },
};

/**
 * The letter with an open invitation of the caller's organization, in the caller's language, as nothing is known of the reader's. `secret`:
 * as `create` has answered it, since only its hash is kept; it stands behind the # of the link.
 */
export async function invitationLetter(
  ctx: Write,
  me: Me,
  secret: string,
  now: number,
): Promise<{ id: Id<"invitations">; letter: Letter }> {
  const row = await ctx.db
    .query("invitations")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(secret)))
    .unique();
  if (
    row === null ||
    row.organizationId !== me.organizationId ||
    row.acceptedAt !== null ||
    row.revokedAt !== null ||
    row.expiresAt <= now
  ) {
    throw appError({ code: "not_found", what: "invitation" });
  }
  const site = variable("SITE_URL");
  if (!isMailConfigured()) throw conflict("mail", "This server sends no e-mail. Hand over the link in another way.");
  if (site === null || !URL.canParse(site)) throw conflict("address", "The server does not know its own address. Set SITE_URL.");
  const retryAfterMs = await takeFromLimit(ctx, `invitationMail:${me.organizationId}`, mostLetters, hourMs, now);
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
  const organization = await ctx.db.get("organizations", me.organizationId);
  const { language, timeZone } = writtenTo(me.user);
  const said: Said = {
    who: withoutControls(me.actor.name, 100),
    organization: withoutControls(organization?.name ?? "", 100),
    role: roles[language][row.role],
    until: timeIn(language, timeZone, row.expiresAt),
    link: `${site}/invite#token=${encodeURIComponent(secret)}`,
  };
  const own = words[language];
  return { id: row._id, letter: { to: row.email, subject: own.subject(said), text: own.text(said) } };
}

/** In the log, once a mail server has taken it. */
export async function noteSent(ctx: Write, { organizationId, actor }: Me, id: Id<"invitations">, now: number): Promise<void> {
  const row = await ctx.db.get("invitations", id);
  if (row === null) return;
  await ctx.db.patch("invitations", id, { mailedAt: now });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "invitation.mail",
    target: { kind: "invitation", id, name: row.email },
  });
}
