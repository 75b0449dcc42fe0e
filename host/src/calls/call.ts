import { nobody, type Caller } from "./auth.ts";
import type { ReadSet } from "../engine/types.ts";
import type { Failure } from "./failure.ts";
import type { JsonObject } from "../values/json.ts";

// What is asked of a server function, by whom, and how that ends.

export interface Call {
  readonly path: string;
  readonly args: JsonObject;
  readonly caller: Caller;
  /** The address that it came from; what comes from different ones takes turns. None: the host itself, or a function of it. */
  readonly from?: string;
  /** Whether whoever asked has gone: what did not begin by then need not. */
  readonly isGone?: () => boolean;
}

/** How a call ended. `value` is the JSON text of the result, ready to be put into a message. */
export type Outcome =
  | { readonly ok: true; readonly value: string; readonly logLines: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly logLines: readonly string[] };

export interface QueryRun {
  readonly outcome: Outcome;
  /** It asked who calls, so that its result is for that caller alone. */
  readonly isPersonal: boolean;
  readonly readSet: ReadSet;
  readonly journal: string | null;
}

/** Runs a mutation through the queue, so that it is durable when it answers. */
export type RunMutation = (call: Call) => Promise<Outcome>;

/** Server functions may call internal functions; who the user is stays the same. */
export function trusted(caller: Caller): Caller {
  return { kind: "admin", identity: caller.kind === "none" ? null : caller.identity };
}

/** The caller of scheduled functions and cron jobs. */
export const hostItself: Caller = trusted(nobody);
