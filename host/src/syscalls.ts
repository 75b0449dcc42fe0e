import type { Caller } from "./auth.ts";
import type { Breath } from "./breath.ts";
import { type ComponentPath, canonicalPath } from "./functions.ts";
import { ownTable, qualify, splitPath, storedQuery, storedTable } from "./components.ts";
import type { PageRequest, QueryStream, SerializedQuery, Transaction } from "./engine/types.ts";
import type { VectorMatch, VectorQuery } from "./engine/vector-search.ts";
import type { Syscalls } from "./execution.ts";
import { HostError } from "./failure.ts";
import type { Watchdog } from "./watchdog.ts";
import type { Json, JsonObject } from "./values/json.ts";
import { isJsonObject } from "./values/json.ts";

/** What a running function may ask of the host besides its transaction. */
export interface CallServices {
  /** Runs a function inside the transaction of its caller (`ctx.runQuery`, `ctx.runMutation`). Answers JSON text. */
  runNested(kind: "query" | "mutation", path: string, args: JsonObject): Promise<string>;
  /** Runs a function from an action, in its own transaction. Answers JSON text. */
  runFromAction(kind: "query" | "mutation" | "action", path: string, args: JsonObject): Promise<string>;
  /** Only for actions. */
  vectorSearch(query: VectorQuery): Promise<readonly VectorMatch[]>;
  /** @param dueAt milliseconds since the epoch */
  schedule(path: string, dueAt: number, args: Json): Promise<string>;
  cancel(id: string): Promise<void>;
  storageUrl(id: string): Promise<string | null>;
  storageMetadata(id: string): Promise<Json>;
  storageDelete(id: string): Promise<void>;
  uploadUrl(): string;
  storeBlob(blob: Blob, sha256: string | undefined): Promise<string>;
  loadBlob(id: string): Promise<Blob | null>;
}

/** The call that makes the syscalls. */
export interface CallFrame {
  readonly path: string;
  /** Whose tables and functions the names in the syscalls mean. */
  readonly component: ComponentPath;
  readonly requestId: string;
  /** The address of whoever made the outermost call; null when not told. */
  readonly from: string | null;
  readonly caller: Caller;
  /** Null in actions, which have no transaction of their own. */
  readonly transaction: Transaction | null;
  /** Where the first page of an earlier run of this query ended; see `journal`. */
  readonly pageEnd: string | null;
  /** Set when the function asks who calls it, or anything else that differs from caller to caller. */
  readonly asked: { caller: boolean };
}

/** The most open streams of one function, as on Convex; each holds a scan. */
const MAX_STREAMS = 4096;

/** Answers every syscall of one call of a server function. */
export class FunctionSyscalls implements Syscalls {
  /** End of the page that this query read, which makes a later run read exactly the same interval. */
  journal: string | null = null;
  private readonly streams = new Map<number, QueryStream>();
  private streamCount = 0;
  private hasBegun = false;
  private call = 0;
  private isOver = false;
  private readonly frame: CallFrame;
  private readonly services: CallServices;

  private readonly watchdog: Watchdog | null;

  private readonly breath: Breath;

  constructor(frame: CallFrame, services: CallServices, watchdog: Watchdog | null, breath: Breath) {
    this.breath = breath;
    this.frame = frame;
    this.services = services;
    this.watchdog = watchdog;
  }

  /** @param call its number, by which the watchdog tells it from others */
  begin(call: number): void {
    this.hasBegun = true;
    this.call = call;
    this.watchdog?.started(this.frame.path, call);
    this.breath.begin();
  }

  /** Ends the call: promises it left behind can touch nothing any more. */
  end(): void {
    if (this.hasBegun && !this.isOver) {
      this.watchdog?.ended();
      this.breath.end();
    }
    this.isOver = true;
    for (const stream of this.streams.values()) stream.close();
    this.streams.clear();
  }

  syscall(op: string, text: string): string {
    this.refuseWhenOver(op);
    const args = parseArgs(text);
    switch (op) {
      case "1.0/queryStream": {
        if (this.streams.size >= MAX_STREAMS) throw new HostError("TooManyQueries", "Too many queries are open in one function");
        const queryId = this.streamCount++;
        // The shape was made by the convex package; the engine checks each part as it reads it.
        this.streams.set(queryId, this.transaction(op).openQuery(storedQuery(this.frame.component, args["query"]) as unknown as SerializedQuery));
        return `{"queryId":${queryId}}`;
      }
      case "1.0/queryCleanup":
        this.streams.get(Number(args["queryId"]))?.close();
        this.streams.delete(Number(args["queryId"]));
        return "null";
      case "1.0/db/normalizeId":
        return JSON.stringify({ id: this.transaction(op).normalizeId(this.tableOf(args), textOf(args, "idString")) });
      case "1.0/getSnapshotTs":
        return JSON.stringify(int64(this.transaction(op).snapshotTs));
      default:
        throw new HostError("UnknownOperation", `Unknown operation ${op}`);
    }
  }

  asyncSyscall(op: string, text: string): Promise<string> {
    const pause = this.frame.transaction?.kind === "query" ? this.breath.pause : null;
    return pause === null ? this.answer(op, text) : this.afterPause(pause, op, text);
  }

  private async afterPause(pause: Promise<void>, op: string, text: string): Promise<string> {
    await pause;
    // Others that waited too may have used the slice up.
    for (let next = this.breath.pause; next !== null; next = this.breath.pause) await next;
    return this.answer(op, text);
  }

  private answer(op: string, text: string): Promise<string> {
    try {
      this.refuseWhenOver(op);
      const args = parseArgs(text);
      const database = this.databaseSyscall(op, args);
      return database === null ? this.serviceSyscall(op, args) : Promise.resolve(database);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private async serviceSyscall(op: string, args: JsonObject): Promise<string> {
    switch (op) {
      case "1.0/runUdf":
        return this.services.runNested(args["udfType"] === "mutation" ? "mutation" : "query", this.pathOf(args), objectOf(args["args"]));
      case "1.0/actions/query":
      case "1.0/actions/mutation":
      case "1.0/actions/action":
        return this.services.runFromAction(op === "1.0/actions/query" ? "query" : op === "1.0/actions/mutation" ? "mutation" : "action", this.pathOf(args), objectOf(args["args"]));
      case "1.0/schedule":
      case "1.0/actions/schedule":
        return JSON.stringify(await this.services.schedule(this.pathOf(args), Number(args["ts"]) * 1000, args["args"] ?? {}));
      case "1.0/cancel_job":
      case "1.0/actions/cancel_job":
        await this.services.cancel(textOf(args, "id"));
        return "null";
      case "1.0/actions/vectorSearch":
        return JSON.stringify({ results: await this.vectorSearch(args) });
      case "1.0/getUserIdentity":
        return JSON.stringify(this.identity());
      case "1.0/createFunctionHandle":
        return JSON.stringify(handleOf(this.pathOf(args)));
      case "1.0/getTransactionMetrics":
        return this.transactionMetrics(op);
      case "1.0/getFunctionMetadata":
        return JSON.stringify({ name: splitPath(this.frame.path).path, componentPath: this.frame.component });
      case "1.0/getDeploymentMetadata":
        return JSON.stringify({ name: "local", region: null, class: "s16" });
      case "1.0/getRequestMetadata":
        this.frame.asked.caller = true;
        return JSON.stringify({ ip: this.frame.from, userAgent: null, requestId: this.frame.requestId, scheduledFunctionId: null, authToken: this.frame.caller.kind === "user" ? this.frame.caller.token : null });
      default:
        return this.storageSyscall(op, args);
    }
  }

  jsSyscall(op: string, args: Readonly<Record<string, unknown>>): unknown {
    this.refuseWhenOver(op);
    if (op === "storage/storeBlob") {
      const { blob, options } = args;
      if (!(blob instanceof Blob)) throw new TypeError("store() expects a Blob");
      const sha256 = typeof options === "object" && options !== null && "sha256" in options && typeof options.sha256 === "string" ? options.sha256 : undefined;
      return this.services.storeBlob(blob, sha256);
    }
    if (op === "storage/getBlob") return this.services.loadBlob(String(args["storageId"]));
    throw new HostError("UnknownOperation", `Unknown operation ${op}`);
  }

  /** Reads and writes of documents answer at once, as JSON text. Null: not a database operation. */
  private databaseSyscall(op: string, args: JsonObject): string | null {
    switch (op) {
      case "1.0/queryStreamNext": {
        const value = this.streams.get(Number(args["queryId"]))?.next() ?? null;
        return value === null ? '{"value":null,"done":true}' : `{"value":${value},"done":false}`;
      }
      case "1.0/get":
        return this.get(op, args);
      case "1.0/queryPage":
        return this.queryPage(args);
      case "1.0/count":
        return String(this.transaction(op).count(this.tableOf(args)));
      case "1.0/insert":
        return JSON.stringify({ _id: this.writable(op).insert(this.tableOf(args), args["value"] ?? {}) });
      case "1.0/shallowMerge":
        return this.writable(op).patch(this.ownId(op, args), args["value"] ?? {}, { table: this.optionalTable(args) });
      case "1.0/replace":
        return this.writable(op).replace(this.ownId(op, args), args["value"] ?? {}, { table: this.optionalTable(args) });
      case "1.0/remove":
        return this.writable(op).remove(this.ownId(op, args), { table: this.optionalTable(args) });
      default:
        return null;
    }
  }

  private vectorSearch(args: JsonObject): Promise<readonly VectorMatch[]> {
    if (this.frame.transaction !== null) throw new HostError("OnlyInActions", "Vector search is only available in actions");
    const query = objectOf(args["query"]);
    const indexName = textOf(query, "indexName");
    const dot = indexName.indexOf(".");
    // The shape was made by the convex package; the engine checks each part as it reads it.
    return this.services.vectorSearch({ ...query, indexName: `${storedTable(this.frame.component, indexName.slice(0, dot))}${indexName.slice(dot)}` } as unknown as VectorQuery);
  }

  private queryPage(args: JsonObject): string {
    // The journal holds the end of one page, so a second page could not be kept at its place.
    if (this.journal !== null) throw new HostError("SecondPage", "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.");
    const endCursor = optionalText(args, "endCursor") ?? this.frame.pageEnd;
    // The shape was made by the convex package; the engine checks each part as it reads it.
    const request = { ...args, query: storedQuery(this.frame.component, args["query"]), endCursor } as unknown as PageRequest;
    const { page, isDone, continueCursor, splitCursor, pageStatus } = this.transaction("paginate").queryPage(request);
    this.journal ??= continueCursor;
    return `{"page":[${page.join(",")}],"isDone":${isDone},"continueCursor":${JSON.stringify(continueCursor)},"splitCursor":${JSON.stringify(splitCursor)},"pageStatus":${JSON.stringify(pageStatus)}}`;
  }

  private async storageSyscall(op: string, args: JsonObject): Promise<string> {
    switch (op) {
      case "1.0/storageGetUrl":
        return JSON.stringify(await this.services.storageUrl(textOf(args, "storageId")));
      case "1.0/storageGetMetadata":
        return JSON.stringify(await this.services.storageMetadata(textOf(args, "storageId")));
      case "1.0/storageDelete":
        await this.services.storageDelete(textOf(args, "storageId"));
        return "null";
      case "1.0/storageGenerateUploadUrl":
        return JSON.stringify(this.services.uploadUrl());
      default:
        throw new HostError("UnknownOperation", `Unknown async operation ${op}: this host does not support it`);
    }
  }

  /** Reads the JSON of `{name}`, `{reference}` or `{functionHandle}` as the host's name of a function. */
  private pathOf(args: JsonObject): string {
    const { name, functionHandle, reference } = args;
    const { component } = this.frame;
    if (typeof name === "string") return qualify(component, canonicalPath(name));
    const [, handleComponent, handlePath] = /^function:\/\/([^;]*);(.+)$/.exec(typeof functionHandle === "string" ? functionHandle : "") ?? [];
    if (handleComponent !== undefined && handlePath !== undefined) return qualify(handleComponent, canonicalPath(handlePath));
    const [, child, modulePath, exportName] = /^_reference\/childComponent\/([^/]+)\/(.+)\/([^/]+)$/.exec(typeof reference === "string" ? reference : "") ?? [];
    if (child === undefined || modulePath === undefined || exportName === undefined) throw new HostError("UnknownFunction", `Not a function of this deployment: ${JSON.stringify(reference ?? functionHandle ?? null)}`);
    return qualify(component === "" ? child : `${component}/${child}`, `${modulePath}:${exportName}`);
  }

  private identity(): unknown {
    this.frame.asked.caller = true;
    const { caller } = this.frame;
    if (caller.kind !== "none") return caller.identity;
    if (caller.failure !== undefined) throw caller.failure;
    return null;
  }

  private get(op: string, args: JsonObject): string {
    const id = textOf(args, "id");
    const transaction = this.transaction(op);
    if (this.isForeign(transaction, id)) return "null";
    return transaction.get(id, { table: this.optionalTable(args), system: args["isSystem"] === true }) ?? "null";
  }

  private tableOf(args: JsonObject): string {
    return storedTable(this.frame.component, textOf(args, "table"));
  }

  private optionalTable(args: JsonObject): string | undefined {
    return optionalText(args, "table") === undefined ? undefined : this.tableOf(args);
  }

  /** A component reaches no documents but its own, even when it is given their ids. */
  private ownId(op: string, args: JsonObject): string {
    const id = textOf(args, "id");
    if (this.isForeign(this.transaction(op), id)) throw new HostError("NonexistentDocument", `There is no document ${id} in this component`);
    return id;
  }

  private isForeign(transaction: Transaction, id: string): boolean {
    const table = transaction.tableOfId(id);
    return table !== null && ownTable(this.frame.component, table) === null;
  }

  private transactionMetrics(op: string): string {
    const { documentsRead, bytesRead, databaseQueries, documentsWritten, bytesWritten } = this.transaction(op).metrics;
    const used = (amount: number, limit: number) => ({ used: amount, remaining: Math.max(0, limit - amount) });
    return JSON.stringify({
      bytesRead: used(bytesRead, 16_777_216),
      bytesWritten: used(bytesWritten, 16_777_216),
      databaseQueries: used(databaseQueries, 4096),
      documentsRead: used(documentsRead, 32_000),
      documentsWritten: used(documentsWritten, 16_000),
      functionsScheduled: used(0, 1000),
      scheduledFunctionArgsBytes: used(0, 16_777_216),
    });
  }

  private transaction(op: string): Transaction {
    if (this.frame.transaction === null) throw new HostError("NoTransaction", `${op} can only be used in queries and mutations`);
    return this.frame.transaction;
  }

  private writable(op: string): Transaction {
    const transaction = this.transaction(op);
    if (transaction.kind !== "mutation") throw new HostError("ReadOnly", "A query cannot write to the database");
    return transaction;
  }

  private refuseWhenOver(op: string): void {
    this.watchdog?.acted(this.frame.path, this.call);
    if (this.isOver) throw new HostError("FunctionOver", `${op} was called after the function ended. Did you forget to await a promise?`);
  }
}

/** Text that stands for a function wherever it is passed to. */
function handleOf(qualified: string): string {
  const { component, path } = splitPath(qualified);
  return `function://${component};${path}`;
}

function parseArgs(text: string): JsonObject {
  const value: Json = JSON.parse(text);
  return objectOf(value);
}

function objectOf(value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new HostError("BadArguments", "Arguments must be an object");
  return value;
}

function textOf(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw new HostError("BadArguments", `\`${name}\` must be a string`);
  return value;
}

const optionalText = (args: JsonObject, name: string) => (typeof args[name] === "string" ? args[name] : undefined);

/** The JSON form of an int64: base64 of eight bytes, lowest first. */
export function int64(value: bigint): JsonObject {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return { $integer: bytes.toString("base64") };
}
