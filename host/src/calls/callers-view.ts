import type { Caller } from "./auth.ts";
import type { Outcome } from "./call.ts";
import { describeFailure, HostError } from "./failure.ts";
import type { LoadedFunctions } from "../functions/functions.ts";
import type { Lineage } from "./lineage.ts";
import type { Log } from "../operation/log.ts";

export interface ViewParts {
  /** Shows log lines and the text of unexpected errors to every caller, not only to administrators. */
  readonly isDev: boolean;
  readonly loaded: LoadedFunctions;
  readonly log: Log;
}

/** What a caller may know of what happened in a function. */
export class CallersView {
  private readonly parts: ViewParts;

  constructor(parts: ViewParts) {
    this.parts = parts;
  }

  /** Whether the caller sees log lines, and errors that are not meant for callers. */
  isOpenTo(caller: Caller): boolean {
    return this.parts.isDev || caller.kind === "admin";
  }

  /** What the caller is told of an error; what it is not told goes to the log, under the request id that it is told. @param failure its description, where it was made already */
  failed(
    error: unknown,
    { requestId, caller }: Lineage,
    path: string,
    logLines: readonly string[],
    failure = describeFailure(error, requestId, this.parts.loaded.sourcePosition),
  ): Outcome {
    if (this.isOpenTo(caller)) return { ok: false, failure, logLines };
    const isForCaller = error instanceof HostError || failure.data !== undefined;
    if (!isForCaller) this.parts.log("warn", "function_failed", { path, requestId, message: failure.message });
    const message = error instanceof HostError ? failure.message : `[Request ID: ${requestId}] Server Error`;
    return { ok: false, failure: { ...failure, message }, logLines: [] };
  }
}
