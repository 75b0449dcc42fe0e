import type { Call, Outcome, RunMutation } from "./call.ts";
import type { Engine, Transaction } from "../engine/types.ts";
import type { VectorMatch, VectorQuery } from "../engine/vector-search.ts";
import { failureOfCallee, HostError } from "./failure.ts";
import type { Files } from "../files.ts";
import type { ComponentPath, LoadedFunctions } from "../functions/functions.ts";
import { inside, type Lineage } from "./lineage.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { CallServices } from "./syscalls.ts";
import type { Json, JsonObject } from "../values/json.ts";

/** What one call needs of the host to serve what its function asks for. */
export interface ServiceParts {
  readonly engine: Engine;
  readonly loaded: LoadedFunctions;
  readonly files: Files;
  readonly scheduler: Scheduler;
  readonly runMutation: RunMutation;
}

/** Whoever runs the functions that a function calls. */
export interface Runs {
  nested(
    lineage: Lineage,
    transaction: Transaction,
    kind: "query" | "mutation",
    path: string,
    args: JsonObject,
    addLogLines: (lines: readonly string[]) => void,
  ): Promise<string>;
  runQuery(call: Call): Promise<Outcome>;
  actionWith(lineage: Lineage, call: Call): Promise<Outcome>;
}

/** An action calls others in a chain that no transaction bounds. */
const MAX_ACTION_DEPTH = 32;

/** Serves one call: the functions that it calls, scheduling, files, vector search. */
export class FunctionServices implements CallServices {
  private readonly parts: ServiceParts;
  private readonly runs: Runs;
  private readonly component: ComponentPath;
  private readonly lineage: Lineage;
  private readonly own: Transaction | null;
  private readonly logLines: string[];
  /** Two nested calls at once would mix their savepoints, so they take turns. */
  private turn: Promise<unknown> | null = null;

  /**
   * @param transaction of the call; null for an action
   * @param logLines where those of the functions that it calls go
   */
  constructor(
    parts: ServiceParts,
    runs: Runs,
    component: ComponentPath,
    lineage: Lineage,
    transaction: Transaction | null,
    logLines: string[],
  ) {
    this.parts = parts;
    this.runs = runs;
    this.component = component;
    this.lineage = lineage;
    this.own = transaction;
    this.logLines = logLines;
  }

  runNested(kind: "query" | "mutation", path: string, args: JsonObject): Promise<string> {
    const callee: Lineage = { ...this.inner(), caller: inside(this.component, path, this.lineage.caller) };
    const run = (this.turn ?? Promise.resolve()).then(() =>
      this.runs.nested(callee, requireTransaction(this.own), kind, path, args, this.addLogLines),
    );
    this.turn = run.catch(() => undefined);
    return run;
  }

  async runFromAction(kind: "query" | "mutation" | "action", path: string, args: JsonObject): Promise<string> {
    const inner = this.inner();
    if (inner.depth > MAX_ACTION_DEPTH) throw new HostError("TooDeep", "Functions call each other too deeply");
    const call: Call = { path, args, caller: inside(this.component, path, this.lineage.caller) };
    const outcome =
      kind === "query"
        ? await this.runs.runQuery(call)
        : kind === "mutation"
          ? await this.parts.runMutation(call)
          : await this.runs.actionWith({ ...inner, caller: call.caller, now: Date.now() }, call);
    this.addLogLines(outcome.logLines);
    if (outcome.ok) return outcome.value;
    throw failureOfCallee(outcome.failure);
  }

  vectorSearch(query: VectorQuery): Promise<readonly VectorMatch[]> {
    return readWith(this.parts.engine, null, (tx) => tx.vectorSearch(query));
  }

  schedule(path: string, dueAt: number, args: Json): Promise<string> {
    const found = this.parts.loaded.functions.get(path);
    // A query is taken as on Convex, and fails when its time comes.
    if (found === undefined || found.kind === "http")
      throw new HostError("FunctionNotFound", `Attempted to schedule a function that does not exist: ${path}`);
    return this.write((tx) => this.parts.scheduler.schedule(tx, this.component, path, dueAt, args));
  }

  cancel(id: string): Promise<void> {
    return this.write((tx) => this.parts.scheduler.cancel(tx, id));
  }

  storageUrl(id: string): Promise<string | null> {
    return readWith(this.parts.engine, this.own, (tx) => this.parts.files.url(tx, this.component, id));
  }

  storageMetadata(id: string): Promise<Json> {
    return readWith(this.parts.engine, this.own, (tx) => this.parts.files.metadata(tx, this.component, id));
  }

  storageDelete(id: string): Promise<void> {
    return this.write((tx) => this.parts.files.remove(tx, this.component, id));
  }

  uploadUrl(): string {
    return this.parts.files.uploadUrl(this.component);
  }

  async storeBlob(blob: Blob, sha256: string | undefined): Promise<string> {
    return this.parts.files.store(this.component, Buffer.from(await blob.arrayBuffer()), blob.type === "" ? null : blob.type, sha256);
  }

  loadBlob(id: string): Promise<Blob | null> {
    return readWith(this.parts.engine, this.own, (tx) => this.parts.files.load(tx, this.component, id));
  }

  private readonly addLogLines = (lines: readonly string[]): void => void this.logLines.push(...lines);

  private inner(): Lineage {
    return { ...this.lineage, depth: this.lineage.depth + 1 };
  }

  private write<T>(work: (tx: Transaction) => T | Promise<T>): Promise<T> {
    return this.own === null ? this.parts.scheduler.write(work) : Promise.resolve(work(this.own));
  }
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
