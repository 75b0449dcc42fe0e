import type { Approval } from "#src/api/approvals.ts";

/** Where a request for approval stands for the person who looks at it. `leftMs` until it ends by itself. */
export type ApprovalState =
  | { kind: "none" }
  | { kind: "waiting"; isMine: boolean; leftMs: number }
  | { kind: "approved"; byMe: boolean; leftMs: number }
  | { kind: "over"; why: "dissolved" | "expired" | "declined" };

type Facts = Pick<Approval, "decision" | "dissolved" | "expiresAt" | "requestedBy">;

/** `now` is server time; `me` the id of the signed-in operator. A dissolved approval counts for nothing, whatever was decided. */
export function approvalState(approval: Facts | null, me: string | null, now: number): ApprovalState {
  if (approval === null) return { kind: "none" };
  const { decision, dissolved, expiresAt, requestedBy } = approval;
  if (decision !== null && !decision.approved) return { kind: "over", why: "declined" };
  if (dissolved) return { kind: "over", why: "dissolved" };
  if (now >= expiresAt) return { kind: "over", why: "expired" };
  const leftMs = expiresAt - now;
  return decision === null
    ? { kind: "waiting", isMine: requestedBy.id === me, leftMs }
    : { kind: "approved", byMe: decision.by.id === me, leftMs };
}
