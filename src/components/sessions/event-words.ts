/** What happened in a session, as a person reads it. Unknown kinds of a newer server are shown as they are. */
const words: Record<string, string> = {
  "session.authorize": "Authorized",
  "session.activate": "Robot joined",
  "session.promote": "Promoted",
  "session.demote": "Back to dry run",
  "session.extendBudget": "Time budget extended",
  "session.close": "Closed",
  "approval.request": "Approval asked for",
  "approval.approve": "Approved by a second operator",
  "approval.decline": "Approval declined",
  "session.stop": "Software stop",
  "session.stop.requested": "Software stop asked for",
  "session.stop.acknowledged": "Robot acknowledged the stop",
  "session.stop.motion_zero": "Robot reports no motion",
};

export const eventInWords = (kind: string): string => words[kind] ?? kind.replace(/^session\./, "").replaceAll(/[._]/g, " ");
