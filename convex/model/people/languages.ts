import type { Infer } from "convex/values";

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { language } from "../shapes";

// In which language, and with times in which zone, a person is written to.

export type Language = Infer<typeof language>;

/** Of somebody whose page has not told yet. */
export const writtenTo = ({ language = "en", timeZone = "UTC" }: Doc<"users">): { language: Language; timeZone: string } => ({
  language,
  timeZone,
});

/** Throws `invalid` for a zone that nobody knows. */
export async function keep(
  ctx: Pick<MutationCtx, "db">,
  { _id }: Doc<"users">,
  change: { language?: Language; timeZone?: string },
): Promise<void> {
  if (change.timeZone !== undefined && !isZone(change.timeZone))
    throw appError({ code: "invalid", path: "$.timeZone", message: "This time zone is not known." });
  const { language, timeZone } = change;
  await ctx.db.patch("users", _id, { ...(language === undefined ? {} : { language }), ...(timeZone === undefined ? {} : { timeZone }) });
}

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
