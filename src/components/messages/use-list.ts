import { useDeferredValue, useMemo, useState } from "react";

import { serverNow } from "#src/api/clock.ts";
import type { Message } from "#src/api/messages.ts";
import { useAddress } from "#src/components/ui/use-address.ts";

import { fieldsOf } from "./fields.ts";
import { matcherOf, searchFrom } from "./find.ts";
import { messagesSearchFrom } from "./params.ts";
import { placeAt, placeOf, rowsOf } from "./rows.ts";

type Asked = {
  messages: readonly Message[];
  jointNames: readonly string[];
  moment: number | null;
  /** A message of this time was chosen: answers what else of the address changes. */
  onChoose: (at: number) => Readonly<Record<string, string | null>>;
};

/** The lines of the list as the address asks for them, the one that is open, and a list that stands still while somebody reads. */
export function useList({ messages, jointNames, moment, onChoose }: Asked) {
  const [params, change] = useAddress();
  const { chosen, find, only, order } = messagesSearchFrom(params);
  // Where the list stands still, epoch ms; null: it follows what comes.
  const [heldAt, setHeldAt] = useState(() => (chosen === null ? null : serverNow()));
  const [activeAt, setActiveAt] = useState(chosen);
  // At once, where the address follows in a moment: the next key may come before.
  const [isOpening, setIsOpening] = useState(chosen !== null);
  const jointCount = useMemo(() => messages.reduce((most, { joints }) => Math.max(most, joints?.length ?? 0), 0), [messages]);
  const fields = useMemo(() => fieldsOf(jointNames, jointCount), [jointNames, jointCount]);
  const said = useDeferredValue(find);
  const search = useMemo(() => searchFrom(said, fields), [said, fields]);
  const matches = useMemo(() => matcherOf(search, fields), [search, fields]);
  const { rows, waiting } = useMemo(
    // The oldest first grows at its end, which moves nothing.
    () => rowsOf(messages, { matches, only, order, heldAt: order === "asc" ? null : heldAt }),
    [messages, matches, only, order, heldAt],
  );
  const newest = messages.at(-1)?.receivedAt ?? null;
  const hold = () => setHeldAt((before) => before ?? newest);
  const follow = () => setHeldAt(null);
  const reach = (place: number, isOpen: boolean) => {
    const at = messages[place]?.receivedAt;
    if (at === undefined) return;
    setActiveAt(at);
    setIsOpening(isOpen);
    hold();
    if (isOpen) change({ message: String(at), ...onChoose(at) });
  };
  // An open message goes along.
  const go = (place: number) => reach(place, isOpening);
  const open = (place: number) => reach(place, true);
  /** Moves to the message nearest to a moment, which may still be on its way. */
  const point = (at: number) => {
    setActiveAt(at);
    hold();
  };
  const close = () => {
    setIsOpening(false);
    change({ message: null });
  };
  return {
    ...{ fields, search, rows, waiting, only, order, change, go, open, close, point, hold, follow, chosen },
    isHeld: order === "desc" && heldAt !== null,
    isNarrowed: only !== "all" || search.terms.length > 0,
    active: placeAt(messages, activeAt),
    opened: placeOf(messages, chosen),
    pointed: placeAt(messages, moment),
  };
}
