import { useEffect } from "react";

import type { StopAttempt } from "./stop-progress.ts";

/**
 * Has the browser ask before this page is closed, reloaded or left while the server has not yet accepted a stop: nobody else would ask
 * for it again. From the acceptance on the server itself keeps the stop.
 */
export function useStayWhileStopping(attempts: readonly Pick<StopAttempt, "acceptedAt" | "acknowledgedAt">[]): void {
  const isAsking = attempts.some(({ acceptedAt, acknowledgedAt }) => acceptedAt === null && acknowledgedAt === null);
  useEffect(() => {
    if (!isAsking) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [isAsking]);
}
