import { t } from "@lingui/core/macro";

type Role = "viewer" | "operator" | "admin";

export const roleWords: Record<Role, string> = { viewer: t`viewer`, operator: t`operator`, admin: t`admin` };
