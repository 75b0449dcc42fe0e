import { ConvexError } from "convex/values";

import type { AppErrorData } from "#convex/errors.ts";
import { addToast } from "#src/lib/toast.ts";
import { formatDuration } from "#src/lib/time.ts";

export type { AppErrorData };

const CODES: ReadonlySet<unknown> = new Set<AppErrorData["code"]>([
  "unauthenticated",
  "forbidden",
  "second_factor",
  "not_found",
  "conflict",
  "invalid",
  "rate_limited",
  "not_ready",
]);

const isAppErrorData = (data: unknown): data is AppErrorData => typeof data === "object" && data !== null && "code" in data && CODES.has(data.code);

/** The typed failure, or null when the server gave no reason we may show. */
export function appErrorOf(error: unknown): AppErrorData | null {
  return error instanceof ConvexError && isAppErrorData(error.data) ? error.data : null;
}

/** The only place that turns an error into words, by its code. */
export function describeError(error: unknown): string {
  const data = appErrorOf(error);
  switch (data?.code) {
    case "unauthenticated":
      return "Your sign-in has ended. Sign in again to continue.";
    case "forbidden":
      return data.needs === "api_key" || data.needs === "robot" ? "This needs another kind of credential." : `You need the ${data.needs} role to do this. Ask an admin of your organization.`;
    case "second_factor":
      return data.needs === "code" ? "A code is needed." : "Set up a second factor first, under Settings, Profile.";
    case "not_found":
      return `This ${data.what} does not exist, or not in your organization.`;
    case "conflict":
      return data.message;
    case "invalid":
      return data.path === "$" || data.path === "" ? data.message : `${data.path}: ${data.message}`;
    case "rate_limited":
      return `Too many attempts. Try again in ${formatDuration(Math.max(1_000, data.retryAfterMs))}.`;
    case "not_ready":
      return `Not ready: ${data.unmet.map(({ message }) => message).join(" ")}`;
    case undefined:
      // Convex words its own argument checks; their text is for programmers.
      return isMissingId(error) ? "There is nothing at this address. The link may be incomplete." : "The server could not do this. Try again; if it stays, look at the server's log.";
    default:
      return data satisfies never;
  }
}

/** An id that the server's `v.id` check refused: a mistyped address. */
export const isMissingId = (error: unknown): boolean => error instanceof Error && /ArgumentValidationError/.test(error.message);

export const reportFailure = (error: unknown): void => addToast({ tone: "error", text: describeError(error) });
