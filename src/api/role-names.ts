import { t } from "@lingui/core/macro";

import type { AppErrorData } from "#convex/errors.ts";

type Role = Exclude<Extract<AppErrorData, { code: "forbidden" }>["needs"], "api_key" | "robot">;

/** What the roles are called, inside a sentence or alone. */
export const roleNames: Record<Role, string> = { viewer: t`viewer`, operator: t`operator`, admin: t`admin` };
