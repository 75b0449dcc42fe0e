import { useQuery } from "@tanstack/react-query";

import { isLimited, limitBroken, type Touched } from "#convex/model/people/limitRules.ts";
import { accountQueries, useRoleReason } from "#src/api/account.ts";
import { limitWords } from "#src/lib/limit-words.ts";

/** What an act is on: a robot, a deployment or a session, or the whole organization. */
export type ActsOn = Touched | "everywhere";

/** Why an admin's limits keep this operator from acting on something, for a list whose every row asks. The server decides, by the same rule. */
export function useLimitReasons(): (on: ActsOn) => string | undefined {
  const limits = useQuery(accountQueries.me()).data?.membership?.limits;
  return (on) => {
    if (on === "everywhere") return isLimited(limits) ? limitWords.everywhere : undefined;
    const broken = limitBroken(limits, on);
    return broken === null ? undefined : limitWords[broken];
  };
}

/** Why a control that acts on something is off for this operator, by role or by limit; for `disabledReason`. */
export function useActReason(on: ActsOn): string | undefined {
  const roleReason = useRoleReason("operator");
  const limitReason = useLimitReasons()(on);
  return roleReason ?? limitReason;
}
