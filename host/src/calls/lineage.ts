import { randomBytes, randomFillSync } from "node:crypto";

import type { Caller } from "./auth.ts";
import { hostItself, trusted } from "./call.ts";
import { splitPath } from "../functions/components.ts";
import type { ComponentPath } from "../functions/functions.ts";

/** Where a call stands among the calls that led to it. */
export interface Lineage {
  readonly caller: Caller;
  /** The address that the outermost call came from; null: not told. */
  readonly from: string | null;
  readonly requestId: string;
  readonly depth: number;
  /** When the outermost call began, in ms since the epoch: one time for a transaction and all that it calls. */
  readonly now: number;
  /** Whether it, or anything that it called, asked who calls. */
  readonly asked: { caller: boolean };
}

/** The lineage of a call that no other function made. */
export const outermost = (caller: Caller, from?: string): Lineage => ({
  caller,
  from: from ?? null,
  requestId: newRequestId(),
  depth: 0,
  now: Date.now(),
  asked: { caller: false },
});

/** The caller that a function sees which is called from `component`. Who the user is stays with the component that knows users. */
export function inside(component: ComponentPath, path: string, caller: Caller): Caller {
  return splitPath(path).component === component ? trusted(caller) : hostItself;
}

/** Random bytes are cheap in bulk. A request id is no secret: it finds a failure in the log. */
const pool = randomBytes(32 * 1024);
let used = pool.length;

/** A new name for a call, which its failure and its lines in the log bear. */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 8;
  return pool.toString("hex", used - 8, used);
}
