/** A rule that a run broke, and where. */
export type Broken = { rule: Rule; detail: string };

export type Rule =
  | "motion_without_lease"
  | "two_sessions_one_arm"
  | "motion_outside_promote"
  | "motion_after_end"
  | "applies_in_silence"
  | "version_not_raised"
  | "promote_of_an_old_view"
  | "promote_sent_again"
  | "promote_nobody_was_told"
  | "refused_promote_happened"
  | "stop_too_slow"
  | "stop_given_up"
  | "stop_claims_too_much"
  | "acted_without_sign_in"
  | "page_claims_too_much"
  | "page_forgets_moving"
  | "page_hides_unconfirmed"
  | "moved_without_command"
  | "too_many_actions"
  | "receipts"
  | "chain"
  | "counts";

/** How late a line of a black box or a stamp of the host may be, on a machine with more processes than cores, ms. */
export const slackMs = 60;
