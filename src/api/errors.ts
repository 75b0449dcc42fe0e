import { t } from "@lingui/core/macro";
import { ConvexError } from "convex/values";

import type { AppErrorData } from "#convex/errors.ts";
import { limitWords } from "#src/lib/limit-words.ts";
import { roleWords } from "#src/lib/role-words.ts";
import { serverWords } from "#src/api/server-words.ts";
import { addToast } from "#src/lib/toast.ts";
import { formatDuration } from "#src/lib/time.ts";

export type { AppErrorData };

const CODES: ReadonlySet<unknown> = new Set<AppErrorData["code"]>([
  "unauthenticated",
  "forbidden",
  "second_factor",
  "password_not_enough",
  "not_found",
  "conflict",
  "invalid",
  "rate_limited",
  "not_ready",
]);

const isAppErrorData = (data: unknown): data is AppErrorData =>
  typeof data === "object" && data !== null && "code" in data && CODES.has(data.code);

/** The typed failure, or null when the server gave no reason we may show. */
export function appErrorOf(error: unknown): AppErrorData | null {
  return error instanceof ConvexError && isAppErrorData(error.data) ? error.data : null;
}

/** The only place that turns an error into words, by its code. */
export function describeError(error: unknown): string {
  const data = appErrorOf(error);
  switch (data?.code) {
    case "unauthenticated":
      return t`Your sign-in has ended. Sign in again to continue.`;
    case "forbidden":
      if (data.needs === "this_robot") return limitWords.robot;
      if (data.needs === "this_deployment") return limitWords.deployment;
      if (data.needs === "everywhere") return limitWords.everywhere;
      return data.needs === "api_key" || data.needs === "robot" ? t`This needs another kind of credential.` : roleNeeded(data.needs);
    case "second_factor":
      return data.needs === "code" ? t`A code is needed.` : t`Set up a second factor first, under Settings, Profile.`;
    case "password_not_enough":
      return t`A password is not enough in this organization. Show a passkey or sign in by a provider.`;
    case "not_found":
      return serverWords(`This ${data.what} does not exist, or not in your organization.`);
    case "conflict":
      return serverWords(data.message);
    case "invalid":
      return data.path === "$" || data.path === "" ? serverWords(data.message) : `${data.path}: ${serverWords(data.message)}`;
    case "rate_limited":
      return waitNeeded(data.retryAfterMs);
    case "not_ready":
      return notReady(data.unmet);
    case undefined:
      // Convex words its own argument checks; their text is for programmers.
      return isMissingId(error)
        ? t`There is nothing at this address. The link may be incomplete.`
        : t`The server could not do this. Try again; if it stays, look at the server's log.`;
    default:
      return data satisfies never;
  }
}

function roleNeeded(needs: keyof typeof roleWords): string {
  const role = roleWords[needs];
  return t`You need the ${role} role to do this. Ask an admin of your organization.`;
}

function waitNeeded(retryAfterMs: number): string {
  const wait = formatDuration(Math.max(1_000, retryAfterMs));
  return t`Too many attempts. Try again in ${wait}.`;
}

function notReady(unmet: readonly { message: string }[]): string {
  const why = unmet.map(({ message }) => serverWords(message)).join(" ");
  return t`Not ready: ${why}`;
}

/** An id that the server's `v.id` check refused: a mistyped address. */
export const isMissingId = (error: unknown): boolean => error instanceof Error && /ArgumentValidationError/.test(error.message);

export const reportFailure = (error: unknown): void => addToast({ tone: "error", text: describeError(error) });
