import type { Control } from "#src/api/control.ts";

export type ControlState =
  | { kind: "free" }
  | { kind: "mine" }
  /** Mine, and offered to `to` until `until` (server time, epoch ms). */
  | { kind: "offering"; to: string; until: number }
  /** Mine, and `to` did not answer in time. */
  | { kind: "unanswered"; to: string }
  /** Another's, and offered to me. */
  | { kind: "offered"; by: string; until: number }
  | { kind: "other"; by: string; byId: string };

/** How the holding of a robot stands for the person `me` at `now`, server time in epoch ms. */
export function controlState(control: Control | null, me: string | undefined, now: number): ControlState {
  if (control === null) return { kind: "free" };
  const { by, offer } = control;
  const until = offer?.until ?? 0;
  if (by.id === me) {
    if (offer === undefined) return { kind: "mine" };
    const to = offer.to.name;
    return now < until ? { kind: "offering", to, until } : { kind: "unanswered", to };
  }
  return offer?.to.id === me && now < until ? { kind: "offered", by: by.name, until } : { kind: "other", by: by.name, byId: by.id };
}
