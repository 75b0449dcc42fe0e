import { useEffect, useRef, useState } from "react";

import { useAddress } from "#src/components/ui/use-address.ts";
import { type View, viewFrom, viewText } from "#src/lib/turntable.ts";

/**
 * From where an arm is looked at, as the address names it (`?pose=top`). `turn` shows another view at once; `keep` writes what is shown, at the
 * end of a movement. A change of address comes later than the key after it: what the hand did stays, and only an address from elsewhere is followed.
 */
export function useView(): { view: View; turn: (next: View) => void; keep: (next?: View) => void } {
  const [params, change] = useAddress();
  const addressed = params.get("pose");
  const [view, setView] = useState(() => viewFrom(addressed));
  /** What was written and has not come yet, the oldest first. */
  const awaited = useRef<(string | null)[]>([]);
  const seen = useRef(addressed);
  // Follows the address, which others change too: links, and the buttons of the browser.
  useEffect(() => {
    if (seen.current === addressed) return;
    seen.current = addressed;
    const own = awaited.current.lastIndexOf(addressed);
    // Of several in one go the router may bring only the last.
    awaited.current = own === -1 ? [] : awaited.current.slice(own + 1);
    if (own === -1) setView(viewFrom(addressed));
  }, [addressed]);
  return {
    view,
    turn: setView,
    keep: (next = view) => {
      setView(next);
      const text = viewText(next);
      const last = awaited.current.length === 0 ? seen.current : awaited.current.at(-1);
      if (text === last) return;
      awaited.current.push(text);
      change({ pose: text });
    },
  };
}
