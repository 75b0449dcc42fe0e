import { useState } from "react";

import { useAddress } from "#src/components/ui/use-address.ts";

import { messagesSearchFrom } from "./params.ts";

/** Where reading begins: at the message that the address named when the page was opened, at a moment somebody went to, or (null) at an end. */
export function useAround() {
  const [params] = useAddress();
  const { chosen, order } = messagesSearchFrom(params);
  const [around, goTo] = useState(chosen);
  return { around, goTo, order };
}
