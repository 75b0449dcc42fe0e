import { useQuery } from "@tanstack/react-query";

import { useObserved } from "#src/api/observed-now.ts";
import { robotQueries } from "#src/api/robots.ts";
import type { Session } from "#src/api/sessions.ts";
import { HopMap } from "#src/components/hops/hop-map.tsx";
import { linkAt } from "#src/lib/link.ts";

/** The way to the arm of an open session, from the live row that the page follows anyway. */
export function SessionHops({ session }: { session: Session }) {
  const { data: rows } = useQuery(robotQueries.statusIfAny(session.robotId));
  const status = rows?.[0] ?? null;
  const link = useObserved((now) => (status === null ? "never" : linkAt(status, now)));
  return <HopMap status={status} isRetired={false} session={session} link={link} stopLocation={session.emergencyStopLocation} />;
}
