import { t } from "@lingui/core/macro";

import type { Role } from "#src/api/settings.ts";

export const roles = ["viewer", "operator", "admin"] as const satisfies readonly Role[];

/** What each role may do, in one line; shown wherever a role is chosen. */
export const roleHints: Record<Role, string> = {
  viewer: t`sees everything, may stop and demote`,
  operator: t`also runs, promotes and closes sessions`,
  admin: t`also manages members and keys`,
};

/** The same as a sentence. */
export const roleSentences: Record<Role, string> = {
  viewer: t`Sees everything, may stop and demote.`,
  operator: t`Also runs, promotes and closes sessions.`,
  admin: t`Also manages members and keys.`,
};
