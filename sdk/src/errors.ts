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

  constructor(code: string, message: string, data?: unknown, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReflexError";
    this.code = code;
    this.data = data;
  }
}
