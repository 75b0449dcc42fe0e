import { t } from "@lingui/core/macro";

/** What happened in a session, as a person reads it. Unknown kinds of a newer server are shown as they are. */
const words: Record<string, string> = {
  "session.authorize": t`Authorized`,
  "session.activate": t`Robot joined`,
  "session.promote": t`Promoted`,
  "session.demote": t`Back to dry run`,
  "session.extendBudget": t`Time budget extended`,
  "session.presence": t`Stood at the robot: typed its code`,
  "session.mark": t`Marked`,
  "session.close": t`Closed`,
  "approval.request": t`Approval asked for`,
  "approval.approve": t`Approved by a second operator`,
  "approval.decline": t`Approval declined`,
  "session.stop": t`Software stop`,
  "session.stop.requested": t`Software stop asked for`,
  "session.stop.acknowledged": t`Robot acknowledged the stop`,
  "session.stop.motion_zero": t`Robot reports no motion`,
};

export const eventInWords = (kind: string): string => words[kind] ?? kind.replace(/^session\./, "").replaceAll(/[._]/g, " ");
