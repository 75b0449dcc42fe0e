import { useEffect, useState, type RefObject } from "react";

/** Whether an element is in sight on its page; false until the browser has said so. */
export function useInSight(element: RefObject<Element | null>): boolean {
  const [isInSight, setInSight] = useState(false);
  // Syncs with what of the page is in sight.
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isInSight;
}

/** True from when the element first came into sight: what nobody scrolls to is not fetched. */
export function useWasSeen(element: RefObject<Element | null>): boolean {
  const isInSight = useInSight(element);
  const [wasSeen, setSeen] = useState(false);
  if (isInSight && !wasSeen) setSeen(true);
  return wasSeen;
}
