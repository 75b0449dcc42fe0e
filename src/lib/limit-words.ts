import { t } from "@lingui/core/macro";

/** Why somebody whose role would do may not act: an admin has limited them to others. */
export const limitWords: Record<"robot" | "deployment", string> = {
  robot: t`You may not act on this robot. Ask an admin.`,
  deployment: t`You may not act on this deployment. Ask an admin.`,
};
