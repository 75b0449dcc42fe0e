import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { Actor } from "../audit";
import { endHolding } from "../control/ending";
import { endAttendances } from "../robots/attendances";
import { type Limits, limitBroken } from "./limitRules";

/**
 * Ends what a member took on and may no longer do: the robots they hold and those they attend to. `left`: where they may act from now on, nowhere without it.
 * `by`: whose doing that is.
 */
export async function endDuties(
  ctx: Pick<MutationCtx, "db">,
  { organizationId, userId }: Doc<"memberships">,
  { by, left = { robots: [] } }: { by: Actor; left?: Limits | undefined },
  now: number,
): Promise<void> {
  const whose = { organizationId, userId, isLost: (robotId: string) => limitBroken(left, { robotId }) !== null };
  await endAttendances(ctx, whose, by, now);
  await endHolding(ctx, whose, by, now);
}
