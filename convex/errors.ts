import { ConvexError, v, type Infer } from "convex/values";

import { condition } from "./model/shapes";

/** Every failure a client may branch on. Anything else is a bug and stays redacted. */
export const appErrorData = v.union(
  v.object({ code: v.literal("unauthenticated") }),
  /** `this_robot`, `this_deployment`, `everywhere` (of the whole organization): the role is enough, and an admin has limited where this person may act. */
  v.object({
    code: v.literal("forbidden"),
    needs: v.union(
      v.literal("viewer"),
      v.literal("operator"),
      v.literal("admin"),
      v.literal("api_key"),
      v.literal("robot"),
      v.literal("this_robot"),
      v.literal("this_deployment"),
      v.literal("everywhere"),
    ),
  }),
  /** `code`: the password was right and a code is asked for. `set_up`: the organization asks for one, and this person has none. */
  v.object({ code: v.literal("second_factor"), needs: v.union(v.literal("code"), v.literal("set_up")) }),
  /** The organization takes no sign-in by a password alone, and this one is. */
  v.object({ code: v.literal("password_not_enough") }),
  v.object({ code: v.literal("not_found"), what: v.string() }),
  v.object({ code: v.literal("conflict"), reason: v.string(), message: v.string() }),
  /** `path` is a JSON path into the argument, `$` for the whole. */
  v.object({
    code: v.literal("invalid"),
    path: v.string(),
    message: v.string(),
    problems: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
  }),
  v.object({ code: v.literal("rate_limited"), retryAfterMs: v.number() }),
  /** A promote was refused; every unmet condition is listed. */
  v.object({ code: v.literal("not_ready"), unmet: v.array(condition) }),
);

export type AppErrorData = Infer<typeof appErrorData>;

export const appError = (data: AppErrorData) => new ConvexError(data);

/** What contradicts what is there; `reason` is for programs, `message` for a person. */
export const conflict = (reason: string, message: string) => appError({ code: "conflict", reason, message });
