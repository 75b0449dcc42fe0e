import { ConvexError } from "convex/values";

type Condition = { code: string; message: string; fix: string };

/** Every failure a client may branch on. Anything else is a bug and stays redacted. */
export type AppErrorData =
  | { code: "unauthenticated" }
  | { code: "forbidden"; needs: "viewer" | "operator" | "admin" | "api_key" | "robot" }
  | { code: "not_found"; what: string }
  | { code: "conflict"; reason: string; message: string }
  /** `path` is a JSON path into the argument, `$` for the whole. */
  | { code: "invalid"; path: string; message: string; problems?: { path: string; message: string }[] }
  | { code: "rate_limited"; retryAfterMs: number }
  /** A promote was refused; every unmet condition is listed. */
  | { code: "not_ready"; unmet: Condition[] };

export const appError = (data: AppErrorData) => new ConvexError(data);
