import { v } from "convex/values";

// What members are told of: of schema, arguments and answers.

/** What members are told of without looking. */
export const noticeKind = v.union(
  v.literal("robot.offline"),
  v.literal("session.stopped"),
  v.literal("session.promoteRequested"),
  v.literal("approval.wanted"),
  v.literal("doctor.failed"),
  v.literal("receipt.flagged"),
  v.literal("webhook.disabled"),
  v.literal("attention.given"),
  v.literal("control.offered"),
  v.literal("control.taken"),
  v.literal("rule.broken"),
);
/** Minutes of the day in a time zone, 0 to 1439; `from` after `to` spans midnight. */
const quietHours = v.object({ from: v.number(), to: v.number(), timeZone: v.string() });
/** What a person wants by e-mail; in quiet hours it waits for their end. */
export const mailChoice = v.object({ kinds: v.array(noticeKind), quiet: v.union(quietHours, v.null()) });
/** What a notice is about, and which page shows it. */
export const noticeTarget = v.object({
  kind: v.union(
    v.literal("robot"),
    v.literal("session"),
    v.literal("deployment"),
    v.literal("receipt"),
    v.literal("webhook"),
    v.literal("alertRule"),
  ),
  id: v.string(),
  name: v.string(),
});
/** Of how a notice is said, its sentence (`sentences.ts`) and what stands in the places of it. */
export const noticeSaid = v.object({ sentence: v.string(), values: v.record(v.string(), v.string()) });
