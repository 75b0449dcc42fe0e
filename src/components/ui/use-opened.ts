import { useState } from "react";

import { useAddress } from "./use-address.ts";

/**
 * What lies over the page now, as the address names it (`?open=close`, `?open=revoke:<id>`), so that it can be sent to somebody; null: nothing.
 * `key`: another than `open` for what is unfolded in the page beside it. A link opens it and presses nothing in it. Not for what asks for a password, shows a secret or uses the camera: those come by a press alone.
 */
export function useOpened(key = "open"): readonly [string | null, (next: string | null) => void] {
  const [params, change] = useAddress();
  const addressed = params.get(key);
  // At once, and the address when it can: a change of address may wait for what else is drawn.
  const [[opened, seen], setState] = useState([addressed, addressed]);
  if (seen !== addressed) setState([addressed, addressed]);
  const open = (next: string | null) => {
    setState([next, seen]);
    change({ [key]: next });
  };
  return [opened, open];
}

/** The one of `things` that `name` is opened for: null when none is, or when none of them has the id of the address. */
export function useOpenedOf<Thing extends { id: string }>(
  name: string,
  things: readonly Thing[],
): readonly [Thing | null, (next: Thing | null) => void] {
  const [opened, open] = useOpened();
  return [things.find(({ id }) => opened === `${name}:${id}`) ?? null, (next) => open(next === null ? null : `${name}:${next.id}`)];
}
