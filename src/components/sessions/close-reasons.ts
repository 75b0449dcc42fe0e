import { useQuery } from "@tanstack/react-query";

import { accountQueries } from "#src/api/account.ts";
import { useLimitReasons } from "#src/api/limits.ts";

type Closable = { robotId: string | null; deploymentId: string | null; createdBy: { id: string } };

/** Why an admin's limits keep this operator from closing a session, which whoever started it may do in any case. */
export function useCloseReasons(): (session: Closable) => string | undefined {
  const me = useQuery(accountQueries.me()).data?.user.id;
  const limitReason = useLimitReasons();
  return (session) => (session.createdBy.id === me ? undefined : limitReason(session));
}
