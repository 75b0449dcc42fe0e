import { useEffect, useReducer } from "react";

import { serverNow, useServerClock } from "#src/api/clock.ts";

/** Draws the page again at the very moment `expiresAt` (server time, ms) has come, not up to a second after it. */
export function useExpiry(expiresAt: number): void {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const clock = useServerClock();
  // Syncs with one timer; a slept tab is caught by the page's own ticks.
  useEffect(() => {
    const left = expiresAt - serverNow();
    // setTimeout cannot wait longer than 24.8 days; no code lives that long.
    if (left <= 0) return;
    const timer = setTimeout(redraw, left + 1);
    return () => clearTimeout(timer);
  }, [expiresAt, clock]);
}
