import type { Notice, NoticeKind } from "#src/api/notices.ts";
import { paths } from "#src/paths.ts";

/** Every kind of notice in the order it is offered, as a person reads it. */
export const noticeKinds = [
  { kind: "robot.offline", label: "A robot goes offline" },
  { kind: "session.stopped", label: "A session is stopped, or stops applying by itself" },
  { kind: "session.promoteRequested", label: "Somebody asks to promote" },
  { kind: "approval.wanted", label: "An approval is wanted" },
  { kind: "doctor.failed", label: "A doctor's check fails" },
  { kind: "receipt.flagged", label: "A receipt is flagged in a review" },
  { kind: "webhook.disabled", label: "A webhook is disabled because it fails" },
] as const satisfies readonly { kind: NoticeKind; label: string }[];

/** The page that shows what a notice is about. */
export function noticePath({ target }: Pick<Notice, "target">): string {
  switch (target.kind) {
    case "robot":
      return paths.robot(target.id);
    case "session":
      return paths.session(target.id);
    case "deployment":
      return paths.deployment(target.id);
    case "receipt":
      return paths.receipt(target.id);
    case "webhook":
      return paths.settingsNotifications();
  }
}
