/**
 * What went wrong with a call. `code` is for programs, `message` for people.
 *
 * - `missing_key`: no API key anywhere it is looked for
 * - `unreachable`: no answer (refused, timed out, not JSON); the call may or may not have happened
 * - `invalid_spec`: a spec or schema file that cannot be used; nothing was sent
 * - anything else: the server's own code, or `server_error` when it names none
 */
export class ReflexError extends Error {
  readonly code: string;
  readonly data: unknown;
  /** What to do about it; empty when nobody knows. */
  readonly fix: string;

  constructor(code: string, message: string, data?: unknown, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReflexError";
    this.code = code;
    this.data = data;
    this.fix = fixIn(data) ?? fixes.get(code) ?? "";
  }
}

function fixIn(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("fix" in data)) return null;
  return typeof data.fix === "string" && data.fix !== "" ? data.fix : null;
}

/** Where the answer itself does not say. */
const fixes = new Map([
  ["missing_key", "Run `reflex login` or set REFLEX_API_KEY."],
  ["unreachable", "It may have happened all the same: look, with listSessions() say, before you repeat it."],
  ["unauthenticated", "Run `reflex login` or set REFLEX_API_KEY."],
  ["forbidden", "Use a key whose role and limits allow this."],
  ["not_found", "Check the id, and that the key belongs to the same organization."],
  ["conflict", "Read the present state and decide again."],
  ["invalid", "Correct the argument that the message names."],
  ["rate_limited", "Wait for data.retryAfterMs milliseconds."],
]);
