import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { variable } from "../environment";
import { writtenTo } from "../people/languages";
import type { Me } from "../people/me";
import { ofPerson } from "../people/ofPerson";
import { takeFromLimit } from "../rateLimits";
import { waits } from "../webhooks/deliveries";
import { wordLetter } from "./letters";
import { quietFor, quietProblem, type Quiet } from "./quiet";
import { patchSettings, settingsOf } from "./settings";
import type { NoticeKind, Told } from "./told";

// Notices by e-mail. This runtime speaks no SMTP: a letter is posted to `REFLEX_MAIL_URL`, behind which `npm start` puts a relay
// to an SMTP server (`scripts/lib/mail-relay.mjs`), and a deployment on Convex Cloud whatever sends its mail.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db" | "scheduler">;
export type Letter = { to: string; subject: string; text: string };

const mostPeople = 500;
/** Letters to a person an hour; what is told beyond stands on the bell. */
const mostLetters = 20;
const hourMs = 3_600_000;
const patienceMs = 10_000;

/** Whether this server can send e-mail at all. */
export const isMailConfigured = (): boolean => variable("REFLEX_MAIL_URL") !== null;

/** Plans a letter to each member who wants this kind by e-mail, other than who did it; at the end of quiet hours, if these are some. */
export async function mailNotice(
  ctx: Write,
  { organizationId, kind, actor, id, to }: Told & { id: Id<"notices"> },
  now: number,
): Promise<void> {
  if (!isMailConfigured()) return;
  const people = await ctx.db
    .query("noticeSettings")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(mostPeople);
  for (const { userId, mail } of people) {
    if (mail === undefined || !mail.kinds.includes(kind) || userId === actor.id || (to ?? userId) !== userId) continue;
    const wait = mail.quiet === null ? 0 : quietFor(mail.quiet, now);
    await ctx.scheduler.runAfter(wait, internal.notices.sendMail, { userId, noticeId: id, attempt: 1 });
  }
}

const pages = { robot: "robots", session: "sessions", deployment: "deployments", receipt: "receipts" } as const;

function pageOf({ kind, id }: Doc<"notices">["target"]): string {
  if (kind === "webhook") return "/settings/notifications";
  return kind === "alertRule" ? "/settings/rules" : `/${pages[kind]}/${id}`;
}

/** The letter of a notice as of now; `null` when it was seen meanwhile, is gone, the person left, or got enough letters this hour. */
export async function letterFor(
  ctx: Pick<MutationCtx, "db">,
  userId: Id<"users">,
  noticeId: Id<"notices">,
  attempt: number,
  now: number,
): Promise<Letter | null> {
  const notice = await ctx.db.get("notices", noticeId);
  const user = await ctx.db.get("users", userId);
  if (notice === null || user?.email === undefined) return null;
  const { organizationId, target } = notice;
  if (!(await ofPerson(ctx, userId)).some((membership) => membership.organizationId === organizationId)) return null;
  const settings = await ctx.db
    .query("noticeSettings")
    .withIndex("by_userId_and_organizationId", (q) => q.eq("userId", userId).eq("organizationId", organizationId))
    .unique();
  if (settings === null || settings.readUpTo >= notice.at || settings.mail?.kinds.includes(notice.kind) !== true) return null;
  if (attempt === 1 && (await takeFromLimit(ctx, `mail:${userId}`, mostLetters, hourMs, now)) !== null) return null;
  const site = variable("SITE_URL") ?? "";
  return {
    to: user.email,
    ...wordLetter(notice, writtenTo(user), { page: `${site}${pageOf(target)}`, choice: `${site}/settings/notifications` }),
  };
}

/** Posts a letter to the relay; answers whether it was taken. Never throws. */
export async function postLetter(letter: Letter): Promise<boolean> {
  const url = variable("REFLEX_MAIL_URL");
  if (url === null) return false;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  try {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${variable("REFLEX_MAIL_TOKEN") ?? ""}` };
    const { ok } = await fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify(letter),
      redirect: "error",
      signal: controller.signal,
    });
    return ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Plans the next attempt of a letter that was not taken; after the last one it is given up. */
export async function letterFailed(ctx: Write, args: { userId: Id<"users">; noticeId: Id<"notices">; attempt: number }): Promise<void> {
  const wait = waits[args.attempt - 1];
  if (wait === undefined) return void console.error("a letter was given up", args.noticeId);
  await ctx.scheduler.runAfter(wait, internal.notices.sendMail, { ...args, attempt: args.attempt + 1 });
}

/** What the caller wants by e-mail, and whether this server sends any. */
export async function choiceOf(ctx: Read, me: Me) {
  const settings = await settingsOf(ctx, me);
  return {
    isConfigured: isMailConfigured(),
    email: me.user.email ?? "",
    kinds: settings?.mail?.kinds ?? [],
    quiet: settings?.mail?.quiet ?? null,
  };
}

/** Throws `invalid` for quiet hours that are none. */
export async function choose(
  ctx: Pick<MutationCtx, "db">,
  me: Me,
  choice: { kinds: readonly NoticeKind[]; quiet: Quiet | null },
): Promise<void> {
  const problem = choice.quiet === null ? null : quietProblem(choice.quiet);
  if (problem !== null) throw appError({ code: "invalid", path: "$.quiet", message: problem });
  await patchSettings(ctx, me, { mail: { kinds: [...new Set(choice.kinds)], quiet: choice.quiet } });
}
