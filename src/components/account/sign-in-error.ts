import { t } from "@lingui/core/macro";

import { appErrorOf, describeError } from "#src/api/errors.ts";
import { serverWords } from "#src/api/server-words.ts";

/** Words for a refused sign-in or sign-up. The server does not tell which of e-mail and password was wrong. */
export function describeSignInError(error: unknown, flow: "signIn" | "signUp" | "code"): string {
  const data = appErrorOf(error);
  // Where it is wrong stands in front of it: there is one field.
  if (flow === "code" && data?.code === "invalid") return serverWords(data.message);
  if (data !== null) return describeError(error);
  if (error instanceof TypeError || (error instanceof Error && /fetch|network/i.test(error.message)))
    return t`The server cannot be reached. Check the connection and try again.`;
  if (error instanceof Error && /TooManyFailedAttempts/.test(error.message))
    return t`Too many failed attempts. Wait some minutes and try again.`;
  return flow !== "signUp"
    ? t`This e-mail and password do not belong together.`
    : t`The account could not be created. The link may be used up or expired, or the e-mail may have an account already.`;
}
