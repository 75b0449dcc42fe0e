import { useEffect, useLayoutEffect } from "react";
import { useLocation, useNavigationType } from "react-router";

/** Where each visited entry of this tab's history was scrolled to, px. A reload starts at the top, which is what people expect of one. */
const positions = new Map<string, number>();
/** How long a page may take to become as long as it was, ms. */
const PATIENCE_MS = 1_500;

/** A new page starts at its top; going back finds the place where one was. A changed filter moves nothing. */
export function ScrollMemory() {
  const { key, pathname } = useLocation();
  const type = useNavigationType();

  // Syncs with the browser's own scroll position, which it must not restore before our data is there.
  useEffect(() => {
    history.scrollRestoration = "manual";
  }, []);

  // A layout effect: the old page's place must be settled before the new page is moved to its own.
  useLayoutEffect(() => {
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      frame = 0;
      positions.set(key, scrollY);
    };
    // After the frame: within it rows that just changed would have to be laid out once more for the answer.
    const remember = () => {
      frame ||= requestAnimationFrame(() => {
        timer = setTimeout(read);
      });
    };
    addEventListener("scroll", remember, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      removeEventListener("scroll", remember);
    };
  }, [key]);

  useLayoutEffect(() => {
    const wanted = type === "POP" ? (positions.get(key) ?? 0) : 0;
    if (wanted === 0) {
      // Not returned: new browsers answer with a promise, which would be taken for the effect's end.
      scrollTo(0, 0);
      return;
    }
    const until = performance.now() + PATIENCE_MS;
    let frame = 0;
    const attempt = () => {
      scrollTo(0, wanted);
      if (Math.abs(scrollY - wanted) > 2 && performance.now() < until) frame = requestAnimationFrame(attempt);
    };
    attempt();
    return () => cancelAnimationFrame(frame);
    // oxlint-disable-next-line react/exhaustive-deps -- only another page moves the view; a filter in the address does not
  }, [pathname]);

  return null;
}
