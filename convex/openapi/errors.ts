import type { AppErrorData } from "../errors";
import type { KeyRefusal } from "../model/wire/answers";

/** What went wrong, and what to do about it; docs/troubleshooting.md shows the same words. */
export type ErrorText = { means: string; fix: string };

export const errorTexts: Record<AppErrorData["code"], ErrorText> = {
  unauthenticated: { means: "Nobody is signed in, or the sign-in was ended elsewhere.", fix: "Sign in again." },
  forbidden: {
    means:
      "The role or the kind of key is not enough; `needs` says what would be. `this_robot`, `this_deployment`, `everywhere`: an admin has limited where this person may act.",
    fix: "Ask an admin of the organization, or use the right key. Stopping and demoting are never limited.",
  },
  second_factor: {
    means: "A second factor is asked for: a code of it to sign in (`needs: code`), or one has to be set up first (`needs: set_up`).",
    fix: "Give the code of the authenticator or a recovery code; set one up under Settings, Profile. Stopping and demoting need none.",
  },
  password_not_enough: {
    means: "The organization takes no sign-in by a password alone, and this one is by a password.",
    fix: "Show a passkey, or sign in by a provider; add the first one under Settings, Profile. Stopping and demoting need none.",
  },
  not_found: {
    means: "`what` does not exist, or belongs to another organization: the two look the same on purpose.",
    fix: "Check the id, and whose key it is.",
  },
  conflict: {
    means: "It contradicts what is there now; `reason` and `message` say how.",
    fix: "Look at the current state, then decide again.",
  },
  invalid: {
    means: "An argument cannot be used; `path` says where, `problems` lists all of them.",
    fix: "Correct the argument. Nothing was changed.",
  },
  rate_limited: {
    means: "Too many tries in a short time.",
    fix: "Wait `retryAfterMs`. Stops, demotions and heartbeats are never limited away.",
  },
  not_ready: { means: "A promote was refused; `unmet` lists every condition.", fix: "Do what each condition says." },
};

export const keyRefusalTexts: Record<KeyRefusal["reason"], ErrorText> = {
  unknown_key: { means: "No such key.", fix: "Check for a cut-off copy; make a new key." },
  revoked_key: {
    means: "The key was revoked, or its robot was retired or paired anew.",
    fix: "Make a new key, or pair the robot again.",
  },
  expired_key: { means: "The key is past its date.", fix: "Make a new key." },
  forbidden: {
    means: "The key's role, or a robot's credential, may not do this; with `limitedBy`, the key may not act on this robot or deployment.",
    fix: "Use a key of the role that the action needs, or ask an admin about its limits and those of who made it.",
  },
};
