import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

/**
 * Catches up with a press on Back, or a changed address, between the first drawing and its end: the router reads the address as it
 * draws, and hears of changes only once it stands. Within the router, once.
 */
export function MissedMove() {
  const { pathname, search, hash } = useLocation();
  const drawn = useRef(`${pathname}${search}${hash}`);
  useEffect(() => {
    if (`${location.pathname}${location.search}${location.hash}` !== drawn.current)
      dispatchEvent(new PopStateEvent("popstate", { state: history.state as unknown }));
  }, []);
  return null;
}
