import { t } from "@lingui/core/macro";

/** Why somebody whose role would do may not act: an admin has limited them to others. */
export const limitWords: Record<"robot" | "deployment" | "everywhere", string> = {
  robot: t`You may not act on this robot. Ask an admin.`,
  deployment: t`You may not act on this deployment. Ask an admin.`,
  everywhere: t`You may not act for the whole organization. Ask an admin.`,
};
