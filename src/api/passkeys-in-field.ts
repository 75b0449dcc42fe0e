import { useConvexAction } from "@convex-dev/react-query";
import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser";
import { useEffect, useEffectEvent, useState } from "react";

import { api } from "#convex/_generated/api.js";
import { useAuthActions } from "#src/api/account.ts";
import { askPasskey } from "#src/api/passkeys.ts";

/** Shorter than the server's five minutes by what a person needs to show finger, face or PIN. */
const RENEW_MS = 4 * 60_000;

const nextOf = (signs: readonly string[], signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    for (const sign of signs) document.addEventListener(sign, () => done(), { once: true, signal });
  });

/** A page that nobody sees asks for nothing, and after something went wrong not before somebody is there. */
async function untilWanted(wentWrong: boolean, signal: AbortSignal): Promise<void> {
  if (wentWrong) await nextOf(["focusin", "pointerdown"], signal);
  else if (document.visibilityState !== "visible") await nextOf(["visibilitychange"], signal);
}

/**
 * Lets the browser offer the console's passkeys where it completes the e-mail address; what is chosen there signs in. While
 * `isPaused` another request is on its way: a browser has one at a time. Answers what went wrong after something was chosen.
 */
export function usePasskeysInField(isPaused: boolean): Error | null {
  const begin = useConvexAction(api.passkeys.begin);
  const { signIn } = useAuthActions();
  const [failure, setFailure] = useState<Error | null>(null);

  /** One request, until it is chosen from, renewed or ended. Whether it went wrong. */
  const offer = useEffectEvent(async (signal: AbortSignal): Promise<boolean> => {
    const begun = await begin({ isForField: true }).catch(() => null);
    if (begun === null || signal.aborted) return true;
    const end = () => WebAuthnAbortService.cancelCeremony();
    const renewal = setTimeout(end, RENEW_MS);
    signal.addEventListener("abort", end);
    try {
      const assertion = await askPasskey(begun.options, true);
      setFailure(null);
      await signIn("passkey", assertion);
      return false;
    } catch (error) {
      const wasEnded = !(error instanceof Error) || error.name === "AbortError";
      if (!wasEnded && !signal.aborted) setFailure(error);
      return !wasEnded;
    } finally {
      clearTimeout(renewal);
      // Whoever asks next has ended this one, and is not to be ended by it.
      signal.removeEventListener("abort", end);
    }
  });

  // The outside system is the browser's own list below the field.
  useEffect(() => {
    if (isPaused) return;
    const over = new AbortController();
    const { signal } = over;
    const keepOffering = async () => {
      if (!(await browserSupportsWebAuthnAutofill())) return;
      while (!signal.aborted) await untilWanted(await offer(signal), signal);
    };
    void keepOffering();
    return () => over.abort();
  }, [isPaused]);

  return failure;
}
