import type { Caller } from "../calls/auth.ts";
import type { Breath } from "../mutations/breath.ts";
import { CallersView, type ViewParts } from "../calls/callers-view.ts";
import { CallRecords, type RecordParts } from "../calls/call-records.ts";
import { FunctionServices, type Runs, type ServiceParts } from "../calls/call-services.ts";
import type { Call, Outcome, QueryRun } from "../calls/call.ts";
import type { Transaction } from "../engine/types.ts";
import { Execution, runAs } from "../calls/execution.ts";
import { describeFailure, failureOfCallee, HostError, type Failure } from "../calls/failure.ts";
import { findFunction } from "./find-function.ts";
import type { FunctionKind, ServerFunction } from "./functions.ts";
import { Gate, LineFull } from "../mutations/gate.ts";
import { newRequestId, outermost, type Lineage } from "../calls/lineage.ts";
import { FunctionSyscalls } from "../calls/syscalls.ts";
import type { JsonObject } from "../values/json.ts";
import { Starting, type Prepared, type StartParts } from "./starting.ts";

export interface RuntimeParts extends ServiceParts, RecordParts, ViewParts, StartParts {
  readonly breath: Breath;
}

/** Functions that call each other without end must not exhaust the stack. */
const MAX_DEPTH = 8;

/** Actions of one address that nobody is signed in for, at a time. */
const STRANGERS_AT_ONCE = 2;
/** Together they take half of a core at most while they compute. */
const STRANGERS_REST = 3;

/** Most calls write none. */
const NO_LINES: readonly string[] = [];

/** Of what nobody waited for. */
const GONE: Outcome = { ok: false, failure: { message: "Whoever asked has gone" }, logLines: NO_LINES };
const TOO_MANY_WAIT = new HostError("TooManyCalls", "Too many calls of this address wait already. Send it again in a few seconds.", 429);

interface Attempt {
  readonly outcome: Outcome;
  /** Null: it came to no call. */
  readonly syscalls: FunctionSyscalls | null;
}

/** Executes server functions. Knows nothing of sockets, queues and clients. */
export class Runtime implements Runs {
  private readonly strangers = new Gate(STRANGERS_AT_ONCE, STRANGERS_REST);
  private readonly parts: RuntimeParts;
  private readonly starting: Starting;
  private readonly records: CallRecords;
  private readonly told: CallersView;

  constructor(parts: RuntimeParts) {
    this.parts = parts;
    this.records = new CallRecords(parts);
    this.told = new CallersView(parts);
    this.starting = new Starting(parts);
  }

  /**
   * Finds a function and checks that the caller may call it.
   *
   * @throws HostError when there is none, or when it is internal and the caller is no admin
   */
  find(path: string, caller: Caller, kind?: FunctionKind): ServerFunction {
    return findFunction(this.parts.loaded, path, caller, kind);
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
    const { outcome, syscalls } = await this.attempt(lineage, "query", call, transaction, journal);
    return { outcome, readSet: transaction.readSet, journal: syscalls?.journal ?? journal, isPersonal: lineage.asked.caller };
  }

  /** Runs a mutation in a transaction that the queue opened and will close. Never rejects. */
  runMutationIn(transaction: Transaction, call: Call): Promise<Outcome> {
    return this.attempt(outermost(call.caller, call.from), "mutation", call, transaction, null).then(outcomeOf);
  }

  /** Those of nobody, a sign-in for instance, run a few at a time for each address: they may be made to work hard by anybody. */
  async runAction(call: Call): Promise<Outcome> {
    const run = () => this.actionWith(outermost(call.caller, call.from), call);
    if (call.from === undefined || call.caller.kind !== "none") return run();
    try {
      return (await this.strangers.through(call.from, run, call.isGone)) ?? GONE;
    } catch (error) {
      if (!(error instanceof LineFull)) throw error;
      return this.told.failed(TOO_MANY_WAIT, outermost(call.caller, call.from), call.path, NO_LINES);
    }
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
      const call = this.starting.admit(handler, `${request.method} ${request.url}`, Date.now());
      syscalls.begin(call);
      return await this.starting.limited(
        handler,
        call,
        execution,
        runAs(execution, () => invokeHttp(request)),
      );
    } catch (thrown) {
      error = describeFailure(thrown, lineage.requestId, this.parts.loaded.sourcePosition).message;
      throw thrown;
    } finally {
      const { path, kind } = handler;
      this.parts.functionLog.add({
        path,
        kind,
        requestId: lineage.requestId,
        endedAt: Date.now(),
        tookMs: performance.now() - startedAt,
        logLines: execution.logLines,
        error,
      });
      syscalls.end();
    }
  }

  /** Describes what an HTTP action threw. */
  describe(thrown: unknown, path: string, caller: Caller): Failure {
    const outcome = this.told.failed(thrown, outermost(caller), path, []);
    return outcome.ok ? { message: "" } : outcome.failure;
  }

  /** Runs an action that was called by another function. Never rejects. */
  actionWith(lineage: Lineage, call: Call): Promise<Outcome> {
    return this.attempt(lineage, "action", call, null, null).then(outcomeOf);
  }

  private async attempt(
    lineage: Lineage,
    kind: FunctionKind,
    call: Call,
    transaction: Transaction | null,
    pageEnd: string | null,
  ): Promise<Attempt> {
    let logLines: readonly string[] = [];
    let syscalls: FunctionSyscalls | null = null;
    const startedAt = performance.now();
    let found: ServerFunction | null = null;
    let error: string | null = null;
    try {
      found = this.find(call.path, call.caller, kind);
      const prepared = this.prepare(found, lineage, transaction, pageEnd);
      ({ logLines } = prepared.execution);
      ({ syscalls } = prepared);
      const value = this.starting.checked(found, await this.starting.started(found, prepared, lineage, call.args));
      return { outcome: { ok: true, value, logLines: this.told.isOpenTo(lineage.caller) ? logLines : NO_LINES }, syscalls };
    } catch (thrown) {
      const path = found?.path ?? "unknown";
      this.parts.metrics.add("host_function_failures_total", { path });
      const failure = describeFailure(thrown, lineage.requestId, this.parts.loaded.sourcePosition);
      error = failure.message;
      return { outcome: this.told.failed(thrown, lineage, path, logLines, failure), syscalls };
    } finally {
      syscalls?.end();
      this.records.ended(found, lineage.requestId, performance.now() - startedAt, logLines, error);
    }
  }

  private prepare(found: ServerFunction, lineage: Lineage, transaction: Transaction | null, pageEnd: string | null): Prepared {
    const { path, component } = found;
    const logLines: string[] = [];
    const services = new FunctionServices(this.parts, this, component, lineage, transaction, logLines);
    const frame = {
      path,
      component,
      requestId: lineage.requestId,
      from: lineage.from,
      caller: lineage.caller,
      transaction,
      pageEnd,
      asked: lineage.asked,
    };
    const syscalls = new FunctionSyscalls(frame, services, this.parts.watchdog, this.parts.breath);
    return { execution: new Execution(found.kind, component, lineage.now, syscalls, logLines), syscalls };
  }

  /** Runs a function in the transaction of the one that calls it, as a whole or not at all. Answers JSON text. */
  async nested(
    lineage: Lineage,
    transaction: Transaction,
    kind: "query" | "mutation",
    path: string,
    args: JsonObject,
    addLogLines: (lines: readonly string[]) => void,
  ): Promise<string> {
    if (lineage.depth > MAX_DEPTH) throw new HostError("TooDeep", "Functions call each other too deeply");
    if (kind === "mutation" && transaction.kind !== "mutation") throw new HostError("ReadOnly", "A query cannot run a mutation");
    const found = this.find(path, lineage.caller, kind);
    const prepared = this.prepare(found, lineage, transaction, null);
    const savepoint = transaction.savepoint();
    try {
      const value = this.starting.checked(found, await this.starting.started(found, prepared, lineage, args));
      transaction.release(savepoint);
      return value;
    } catch (error) {
      transaction.rollbackTo(savepoint);
      throw error instanceof HostError
        ? error
        : failureOfCallee(describeFailure(error, lineage.requestId, this.parts.loaded.sourcePosition));
    } finally {
      prepared.syscalls.end();
      addLogLines(prepared.execution.logLines);
    }
  }
}

const outcomeOf = ({ outcome }: Attempt): Outcome => outcome;
