import { randomBytes, randomFillSync } from "node:crypto";

import type { Caller } from "./auth.ts";
import type { Breath } from "./breath.ts";
import { hostItself, trusted, type Call, type Outcome, type QueryRun, type RunMutation } from "./call.ts";
import { type ComponentPath, canonicalPath, type FunctionKind, type LoadedFunctions, type ServerFunction } from "./functions.ts";
import { ownTable, splitPath } from "./components.ts";
import type { Engine, Transaction } from "./engine/types.ts";
import { Execution, runAs } from "./execution.ts";
import { describeFailure, failureOfCallee, HostError, type Failure } from "./failure.ts";
import type { Files } from "./files.ts";
import type { FunctionLog } from "./function-log.ts";
import { Gate } from "./gate.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Scheduler } from "./scheduler.ts";
import { callNumber, type StuckCalls } from "./stuck.ts";
import { FunctionSyscalls, type CallServices } from "./syscalls.ts";
import type { JsonObject } from "./values/json.ts";
import type { Watchdog } from "./watchdog.ts";
import { checkValue } from "./values/validate.ts";

export interface RuntimeParts {
  readonly engine: Engine;
  readonly loaded: LoadedFunctions;
  readonly files: Files;
  readonly scheduler: Scheduler;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly functionLog: FunctionLog;
  /** Shows log lines and the text of unexpected errors to every caller, not only to administrators. */
  readonly isDev: boolean;
  readonly runMutation: RunMutation;
  /** How long an action may run. Default ten minutes. */
  readonly actionTimeoutMs: number | undefined;
  readonly watchdog: Watchdog | null;
  readonly stuck: StuckCalls;
  readonly breath: Breath;
}

/** A query or mutation holds others up, so it may not take longer. Actions may. */
const TRANSACTION_LIMIT_MS = 15_000;
const ACTION_LIMIT_MS = 10 * 60_000;
/** Functions that call each other without end must not exhaust the stack. */
const MAX_DEPTH = 8;

/** Where a call stands among the calls that led to it. */
interface Lineage {
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

/** Actions of one address that nobody is signed in for, at a time. */
const STRANGERS_AT_ONCE = 2;

/** Executes server functions. Knows nothing of sockets, queues and clients. */
export class Runtime {
  private readonly strangers = new Gate(STRANGERS_AT_ONCE);
  private readonly parts: RuntimeParts;

  private readonly actionLimitMs: number;

  constructor(parts: RuntimeParts) {
    this.parts = parts;
    this.actionLimitMs = parts.actionTimeoutMs ?? ACTION_LIMIT_MS;
  }

  /**
   * Finds a function and checks that the caller may call it.
   *
   * @throws HostError when there is none, or when it is internal and the caller is no admin
   */
  find(functionPath: string, caller: Caller, kind?: FunctionKind): ServerFunction {
    const path = canonicalPath(functionPath);
    const found = this.parts.loaded.functions.get(path);
    // A component's functions are for the app, not for its clients. What is not for the caller is hidden: its name tells something.
    const isHidden = found?.visibility === "internal" || found?.component !== "";
    if (found === undefined || (isHidden && caller.kind !== "admin") || found.kind === "http") {
      throw new HostError("FunctionNotFound", `Could not find public function for '${path.replace(/:default$/, "")}'. Did you forget to run \`npx convex dev\`? On this host: save the file and restart the host.`, 404);
    }
    if (kind !== undefined && found.kind !== kind) {
      throw new HostError("WrongFunctionKind", `Trying to execute ${path} as ${kind}, but it is defined as ${found.kind}.`);
    }
    return found;
  }

  /** Runs a query on the newest durable data. Never rejects. */
  async runQuery(call: Call): Promise<Outcome> {
    const transaction = this.parts.engine.begin("query");
    try {
      return (await this.runQueryIn(transaction, call, null)).outcome;
    } finally {
      transaction.close();
    }
  }

  /** Runs a query at the snapshot of `transaction`. `journal` is what an earlier run of it answered. Never rejects. */
  async runQueryIn(transaction: Transaction, call: Call, journal: string | null): Promise<QueryRun> {
    const lineage = outermost(call.caller, call.from);
    const { outcome, syscalls } = await this.attempt(lineage, () => this.find(call.path, call.caller, "query"), call.args, transaction, journal);
    return { outcome, readSet: transaction.readSet, journal: syscalls?.journal ?? journal, isPersonal: lineage.asked.caller };
  }

  /** Runs a mutation in a transaction that the queue opened and will close. Never rejects. */
  async runMutationIn(transaction: Transaction, call: Call): Promise<Outcome> {
    const lineage = outermost(call.caller, call.from);
    const { outcome } = await this.attempt(lineage, () => this.find(call.path, call.caller, "mutation"), call.args, transaction, null);
    return outcome;
  }

  /** Those of nobody, a sign-in for instance, run a few at a time for each address: they may be made to work hard by anybody. */
  async runAction(call: Call): Promise<Outcome> {
    const run = () => this.actionWith(outermost(call.caller, call.from), call);
    return call.from === undefined || call.caller.kind !== "none" ? run() : this.strangers.through(call.from, run);
  }

  /** Runs a function as the host itself: it may be internal. The kind is the one it was defined with. */
  async runAny(call: Call): Promise<Outcome> {
    let kind: FunctionKind;
    try {
      kind = this.find(call.path, call.caller).kind;
    } catch (error) {
      return { ok: false, failure: describeFailure(error, newRequestId(), this.parts.loaded.sourcePosition), logLines: [] };
    }
    if (kind === "query") return this.runQuery(call);
    return kind === "mutation" ? this.parts.runMutation(call) : this.runAction(call);
  }

  /** Runs an HTTP action. Rejects with what the action threw. */
  async runHttp(handler: ServerFunction, request: Request, caller: Caller): Promise<Response> {
    const lineage = outermost(caller);
    const { execution, syscalls } = this.prepare(handler, lineage, null, null);
    const { invokeHttp } = handler;
    if (invokeHttp === undefined) throw new HostError("WrongFunctionKind", `${handler.path} is no HTTP action`);
    const startedAt = performance.now();
    let error: string | null = null;
    try {
      syscalls.begin(this.admit(handler, `${request.method} ${request.url}`, Date.now()));
      return await withLimit(handler, this.actionLimitMs, Promise.race([runAs(execution, () => invokeHttp(request)), execution.abandoned]));
    } catch (thrown) {
      error = describeFailure(thrown, lineage.requestId, this.parts.loaded.sourcePosition).message;
      throw thrown;
    } finally {
      const { path, kind } = handler;
      this.parts.functionLog.add({ path, kind, requestId: lineage.requestId, endedAt: Date.now(), tookMs: performance.now() - startedAt, logLines: execution.logLines, error });
      syscalls.end();
    }
  }

  /** Describes what an HTTP action threw. */
  describe(thrown: unknown, path: string, caller: Caller): Failure {
    const outcome = this.failed(thrown, outermost(caller), path, []);
    return outcome.ok ? { message: "" } : outcome.failure;
  }

  private async actionWith(lineage: Lineage, call: Call): Promise<Outcome> {
    return (await this.attempt(lineage, () => this.find(call.path, call.caller, "action"), call.args, null, null)).outcome;
  }

  private async attempt(
    lineage: Lineage,
    find: () => ServerFunction,
    args: JsonObject,
    transaction: Transaction | null,
    pageEnd: string | null,
  ): Promise<{ outcome: Outcome; syscalls: FunctionSyscalls | null }> {
    let logLines: readonly string[] = [];
    let syscalls: FunctionSyscalls | null = null;
    const startedAt = performance.now();
    let path = "unknown";
    let kind: FunctionKind = "query";
    let error: string | null = null;
    try {
      const found = find();
      ({ path, kind } = found);
      const prepared = this.prepare(found, lineage, transaction, pageEnd);
      ({ logLines } = prepared.execution);
      ({ syscalls } = prepared);
      const value = await this.invoke(found, prepared.execution, syscalls, lineage, args);
      return { outcome: { ok: true, value, logLines: this.isOpenTo(lineage.caller) ? logLines : [] }, syscalls };
    } catch (thrown) {
      this.parts.metrics.add("host_function_failures_total", { path });
      error = describeFailure(thrown, lineage.requestId, this.parts.loaded.sourcePosition).message;
      return { outcome: this.failed(thrown, lineage, path, logLines), syscalls };
    } finally {
      for (const line of logLines) this.parts.log("info", "function_log", { path, requestId: lineage.requestId, line });
      const tookMs = performance.now() - startedAt;
      this.parts.metrics.add("host_function_calls_total", { path });
      this.parts.metrics.add("host_function_seconds_total", { path }, tookMs / 1000);
      if (path !== "unknown") this.parts.functionLog.add({ path, kind, requestId: lineage.requestId, endedAt: Date.now(), tookMs, logLines, error });
    }
  }

  private isOpenTo(caller: Caller): boolean {
    return this.parts.isDev || caller.kind === "admin";
  }

  private failed(error: unknown, lineage: Lineage, path: string, logLines: readonly string[]): Outcome {
    const { requestId } = lineage;
    const failure = describeFailure(error, requestId, this.parts.loaded.sourcePosition);
    if (this.isOpenTo(lineage.caller)) return { ok: false, failure, logLines };
    const isForCaller = error instanceof HostError || failure.data !== undefined;
    // The request id lets an administrator find here what the caller was not told.
    if (!isForCaller) this.parts.log("warn", "function_failed", { path, requestId, message: failure.message });
    const message = error instanceof HostError ? failure.message : `[Request ID: ${requestId}] Server Error`;
    return { ok: false, failure: { ...failure, message }, logLines: [] };
  }

  private prepare(found: ServerFunction, lineage: Lineage, transaction: Transaction | null, pageEnd: string | null) {
    const { path, component } = found;
    const frame = { path, component, requestId: lineage.requestId, from: lineage.from, caller: lineage.caller, transaction, pageEnd, askedCaller: () => (lineage.asked.caller = true) };
    let execution: Execution | null = null;
    const services = this.services(component, lineage, transaction, (lines) => execution?.logLines.push(...lines));
    const syscalls = new FunctionSyscalls(frame, services, this.parts.watchdog, this.parts.breath);
    execution = new Execution(found.kind, component, lineage.now, syscalls);
    return { execution, syscalls };
  }

  /** Checks the arguments, calls the function and checks its result. */
  private async invoke(found: ServerFunction, execution: Execution, syscalls: FunctionSyscalls, lineage: Lineage, args: JsonObject): Promise<string> {
    const { requestId } = lineage;
    const tableOfId = (id: string) => ownTable(found.component, this.parts.engine.tableOfId(id));
    const wrong = checkValue(found.args, args, tableOfId);
    if (wrong !== null) throw new HostError("ArgumentValidation", `ArgumentValidationError: ${wrong}`);
    try {
      const text = JSON.stringify([args]);
      syscalls.begin(this.admit(found, text, lineage.now));
      const run = runAs(execution, () => found.invoke(text, requestId));
      const value = found.kind === "action" ? await withLimit(found, this.actionLimitMs, Promise.race([run, execution.abandoned])) : await withLimit(found, TRANSACTION_LIMIT_MS, run);
      const wrongResult = found.returns === null ? null : checkValue(found.returns, JSON.parse(value), tableOfId);
      if (wrongResult !== null) throw new HostError("ReturnsValidation", `ReturnsValidationError: ${wrongResult}`);
      return value;
    } finally {
      syscalls.end();
    }
  }

  /** The number of the call for the watchdog. Throws when it is one that never let go before. */
  private admit({ path }: ServerFunction, args: string, now: number): number {
    if (this.parts.watchdog === null) return 0;
    const call = callNumber(path, args);
    this.parts.stuck.refuse(path, call, now);
    return call;
  }

  private services(component: ComponentPath, lineage: Lineage, transaction: Transaction | null, addLogLines: (lines: readonly string[]) => void): CallServices {
    const { engine, files, scheduler, runMutation } = this.parts;
    // Two nested calls at once would mix their savepoints, so they take turns.
    let turn: Promise<unknown> = Promise.resolve();
    const inner: Lineage = { ...lineage, depth: lineage.depth + 1 };
    const write = <T>(work: (tx: Transaction) => T | Promise<T>) => (transaction === null ? scheduler.write(work) : Promise.resolve(work(transaction)));
    return {
      runNested: (kind, path, args) => {
        const callee: Lineage = { ...inner, caller: inside(component, path, lineage.caller) };
        const run = turn.then(() => this.nested(callee, requireTransaction(transaction), kind, path, args, addLogLines));
        turn = run.catch(() => undefined);
        return run;
      },
      runFromAction: async (kind, path, args) => {
        if (inner.depth > MAX_DEPTH * 4) throw new HostError("TooDeep", "Functions call each other too deeply");
        const call: Call = { path, args, caller: inside(component, path, lineage.caller) };
        const outcome =
          kind === "query" ? await this.runQuery(call) : kind === "mutation" ? await runMutation(call) : await this.actionWith({ ...inner, caller: call.caller, now: Date.now() }, call);
        addLogLines(outcome.logLines);
        if (outcome.ok) return outcome.value;
        throw failureOfCallee(outcome.failure);
      },
      vectorSearch: (query) => readWith(engine, null, (tx) => tx.vectorSearch(query)),
      schedule: (path, dueAt, args) => {
        const found = this.parts.loaded.functions.get(path);
        // A query is taken as on Convex, and fails when its time comes.
        if (found === undefined || found.kind === "http") throw new HostError("FunctionNotFound", `Attempted to schedule a function that does not exist: ${path}`);
        return write((tx) => scheduler.schedule(tx, component, path, dueAt, args));
      },
      cancel: (id) => write((tx) => scheduler.cancel(tx, id)),
      storageUrl: (id) => readWith(engine, transaction, (tx) => files.url(tx, component, id)),
      storageMetadata: (id) => readWith(engine, transaction, (tx) => files.metadata(tx, component, id)),
      storageDelete: (id) => write((tx) => files.remove(tx, component, id)),
      uploadUrl: () => files.uploadUrl(component),
      storeBlob: async (blob, sha256) => files.store(component, Buffer.from(await blob.arrayBuffer()), blob.type === "" ? null : blob.type, sha256),
      loadBlob: (id) => readWith(engine, transaction, (tx) => files.load(tx, component, id)),
    };
  }

  private async nested(lineage: Lineage, transaction: Transaction, kind: "query" | "mutation", path: string, args: JsonObject, addLogLines: (lines: readonly string[]) => void): Promise<string> {
    if (lineage.depth > MAX_DEPTH) throw new HostError("TooDeep", "Functions call each other too deeply");
    if (kind === "mutation" && transaction.kind !== "mutation") throw new HostError("ReadOnly", "A query cannot run a mutation");
    const found = this.find(path, lineage.caller, kind);
    const { execution, syscalls } = this.prepare(found, lineage, transaction, null);
    const savepoint = transaction.savepoint();
    try {
      const value = await this.invoke(found, execution, syscalls, lineage, args);
      transaction.release(savepoint);
      return value;
    } catch (error) {
      transaction.rollbackTo(savepoint);
      throw error instanceof HostError ? error : failureOfCallee(describeFailure(error, lineage.requestId, this.parts.loaded.sourcePosition));
    } finally {
      addLogLines(execution.logLines);
    }
  }
}

/** The caller that a function sees which is called from `component`. Who the user is stays with the component that knows users. */
function inside(component: ComponentPath, path: string, caller: Caller): Caller {
  return splitPath(path).component === component ? trusted(caller) : hostItself;
}

const outermost = (caller: Caller, from?: string): Lineage => ({ caller, from: from ?? null, requestId: newRequestId(), depth: 0, now: Date.now(), asked: { caller: false } });

/** Random bytes are cheap in bulk. A request id is no secret: it finds a failure in the log. */
const pool = randomBytes(4096);
let used = pool.length;

function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 8;
  return pool.toString("hex", used - 8, used);
}

function requireTransaction(transaction: Transaction | null): Transaction {
  if (transaction === null) throw new HostError("NoTransaction", "An action has no transaction");
  return transaction;
}

async function readWith<T>(engine: Engine, transaction: Transaction | null, read: (tx: Transaction) => T | Promise<T>): Promise<T> {
  if (transaction !== null) return read(transaction);
  const own = engine.begin("query");
  try {
    return await read(own);
  } finally {
    own.close();
  }
}

/** Rejects when `work` takes longer than `ms`. What still runs then has lost its syscalls. */
function withLimit<T>({ path, kind }: ServerFunction, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const title = { query: "Query", mutation: "Mutation", action: "Action", http: "HTTP action" }[kind];
      reject(new HostError("FunctionTimeout", `${title} \`${path.slice(path.lastIndexOf(":") + 1)}\` execution timed out (maximum duration: ${ms / 1000}s)`));
    }, ms);
    const settle = <A>(end: (value: A) => void) => (value: A) => {
      clearTimeout(timer);
      end(value);
    };
    work.then(settle(resolve), settle(reject));
  });
}
