import { useState } from "react";

import { useAddress } from "#src/components/ui/use-address.ts";
import { type View, viewFrom, viewText } from "#src/lib/turntable.ts";

/** From where an arm is looked at, as the address names it (`?pose=top`). `turn` shows another view at once; `keep` writes what is shown, at the end of a movement. */
export function useView(): { view: View; turn: (next: View) => void; keep: (next?: View) => void } {
  const [params, change] = useAddress();
  const addressed = params.get("pose");
  const [[view, seen], setState] = useState<readonly [View, string | null]>([viewFrom(addressed), addressed]);
  if (seen !== addressed) setState([viewFrom(addressed), addressed]);
  const turn = (next: View) => setState([next, seen]);
  return {
    view,
    turn,
    keep: (next = view) => {
      turn(next);
      if (viewText(next) !== addressed) change({ pose: viewText(next) });
    },
  };
}
