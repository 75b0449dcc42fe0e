import { useState } from "react";

import { useAddress } from "#src/components/ui/use-address.ts";
import { type View, viewFrom, viewText } from "#src/lib/turntable.ts";

type Shown = {
  view: View;
  /** What the address said when it was last looked at. */
  seen: string | null;
  /** What was written and is not in the address yet; undefined: nothing. */
  awaited: string | null | undefined;
};

/**
 * From where an arm is looked at, as the address names it (`?pose=top`). `turn` shows another view at once; `keep` writes what is shown, at the
 * end of a movement. A change of address comes later than the key after it: until it is there, what the hand did counts.
 */
export function useView(): { view: View; turn: (next: View) => void; keep: (next?: View) => void } {
  const [params, change] = useAddress();
  const addressed = params.get("pose");
  const [{ view, seen, awaited }, setShown] = useState<Shown>({ view: viewFrom(addressed), seen: addressed, awaited: undefined });
  if (seen !== addressed)
    setShown(
      awaited === undefined
        ? { view: viewFrom(addressed), seen: addressed, awaited }
        : { view, seen: addressed, awaited: awaited === addressed ? undefined : awaited },
    );
  return {
    view,
    turn: (next) => setShown((before) => ({ ...before, view: next })),
    keep: (next = view) => {
      const text = viewText(next);
      const isWritten = text === (awaited === undefined ? addressed : awaited);
      setShown((before) => ({ ...before, view: next, awaited: isWritten ? before.awaited : text }));
      if (!isWritten) change({ pose: text });
    },
  };
}
