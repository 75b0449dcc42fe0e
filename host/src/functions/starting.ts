import { runAs, type Execution } from "../calls/execution.ts";
import { HostError } from "../calls/failure.ts";
import type { Lineage } from "../calls/lineage.ts";
import { callNumber, type StuckCalls } from "../calls/stuck.ts";
import type { FunctionSyscalls } from "../calls/syscalls.ts";
import { SharedTimeLimit, withTimeLimit } from "../calls/time-limit.ts";
import type { Engine } from "../engine/types.ts";
import type { MemoryGuard } from "../operation/memory-guard.ts";
import type { Watchdog } from "../operation/watchdog.ts";
import type { JsonObject } from "../values/json.ts";
import { checkValue } from "../values/validate.ts";
import { ownTable } from "./components.ts";
import type { ServerFunction } from "./functions.ts";

export interface StartParts {
  readonly engine: Engine;
  /** How long an action may run. Default ten minutes. */
  readonly actionTimeoutMs: number | undefined;
  readonly watchdog: Watchdog | null;
  /** Null where the watchdog is. */
  readonly memoryGuard: MemoryGuard | null;
  readonly stuck: StuckCalls;
}

/** A query or mutation holds others up, so it may not take longer. Actions may. */
const TRANSACTION_LIMIT_MS = 15_000;
const ACTION_LIMIT_MS = 10 * 60_000;
export interface Prepared {
  readonly execution: Execution;
  readonly syscalls: FunctionSyscalls;
}

/** Lets functions begin, with arguments that they take, within their limits of time and memory, and looks at what they answer. */
export class Starting {
  private readonly transactions = new SharedTimeLimit(TRANSACTION_LIMIT_MS);
  private readonly parts: StartParts;
  private readonly actionLimitMs: number;

  constructor(parts: StartParts) {
    this.parts = parts;
    this.actionLimitMs = parts.actionTimeoutMs ?? ACTION_LIMIT_MS;
  }

  /** Checks the arguments and calls the function. The caller must end the syscalls when that has settled, or when this throws. */
  started(found: ServerFunction, { execution, syscalls }: Prepared, lineage: Lineage, args: JsonObject): Promise<unknown> {
    const wrong = checkValue(found.args, args, (id) => ownTable(found.component, this.parts.engine.tableOfId(id)));
    if (wrong !== null) throw new HostError("ArgumentValidation", `ArgumentValidationError: ${wrong}`);
    const text = JSON.stringify([args]);
    const call = this.admit(found, text, lineage.now);
    syscalls.begin(call);
    const run = runAs(execution, () => found.invoke(text, lineage.requestId));
    return found.kind === "action" ? this.limited(found, call, execution, run) : this.transactions.hold(found, run);
  }

  /** Answers as an action does, or rejects when it takes too long or too much memory, or when something that it left behind has thrown. */
  limited<T>(found: ServerFunction, call: number, execution: Execution, run: Promise<T>): Promise<T> {
    const answer = withTimeLimit(found, this.actionLimitMs, Promise.race([run, execution.abandoned]));
    const ended = this.parts.memoryGuard?.began(found.path, call, (error) => execution.fail(error));
    if (ended !== undefined) run.then(ended, ended);
    return answer;
  }

  /** The JSON text that a function answered, when it is what the function says that it answers. */
  checked(found: ServerFunction, answer: unknown): string {
    const value = String(answer);
    if (found.returns === null) return value;
    const wrong = checkValue(found.returns, JSON.parse(value), (id) => ownTable(found.component, this.parts.engine.tableOfId(id)));
    if (wrong !== null) throw new HostError("ReturnsValidation", `ReturnsValidationError: ${wrong}`);
    return value;
  }

  /** The number of the call for the watchdog. Throws when it is one that never let go before. */
  admit({ path }: ServerFunction, args: string, now: number): number {
    if (this.parts.watchdog === null) return 0;
    const call = callNumber(path, args);
    this.parts.stuck.refuse(path, call, now);
    return call;
  }
}
