import { ownTable, storedQuery, storedTable } from "../functions/components.ts";
import type { PageRequest, QueryStream, SerializedQuery } from "../engine/query-types.ts";
import type { Transaction } from "../engine/types.ts";
import { HostError } from "./failure.ts";
import type { ComponentPath } from "../functions/functions.ts";
import { int64, optionalText, textOf } from "./syscall-args.ts";
import type { JsonObject } from "../values/json.ts";

/** The most open streams of one function, as on Convex; each holds a scan. */
const MAX_STREAMS = 4096;

/** Answers the syscalls of one call that read and write documents, in the names of its component. */
export class DatabaseSyscalls {
  /** End of the page that this query read, which makes a later run read exactly the same interval. */
  journal: string | null = null;
  private readonly component: ComponentPath;
  private readonly own: Transaction | null;
  private readonly pageEnd: string | null;
  private readonly streams = new Map<number, QueryStream>();
  private streamCount = 0;

  /**
   * @param transaction null for an action
   * @param pageEnd where the first page of an earlier run of this query ended
   */
  constructor(component: ComponentPath, transaction: Transaction | null, pageEnd: string | null) {
    this.component = component;
    this.own = transaction;
    this.pageEnd = pageEnd;
  }

  /** Closes what the function left open. */
  close(): void {
    for (const stream of this.streams.values()) stream.close();
    this.streams.clear();
  }

  /** Opens and closes queries, and what else is answered without waiting. */
  answerSync(op: string, args: JsonObject): string {
    switch (op) {
      case "1.0/queryStream": {
        if (this.streams.size >= MAX_STREAMS) throw new HostError("TooManyQueries", "Too many queries are open in one function");
        const queryId = this.streamCount++;
        // The shape was made by the convex package; the engine checks each part as it reads it.
        this.streams.set(queryId, this.transaction(op).openQuery(storedQuery(this.component, args["query"]) as unknown as SerializedQuery));
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

  /** Reads and writes of documents answer at once, as JSON text. Null: not a database operation. */
  answer(op: string, args: JsonObject): string | null {
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
      // Nothing reads what was there before or is now, and the convex package would parse it.
      case "1.0/shallowMerge":
        this.writable(op).patch(this.ownId(op, args), args["value"] ?? {}, { table: this.optionalTable(args) });
        return "null";
      case "1.0/replace":
        this.writable(op).replace(this.ownId(op, args), args["value"] ?? {}, { table: this.optionalTable(args) });
        return "null";
      case "1.0/remove":
        this.writable(op).remove(this.ownId(op, args), { table: this.optionalTable(args) });
        return "null";
      case "1.0/getTransactionMetrics":
        return this.transactionMetrics(op);
      default:
        return null;
    }
  }

  private queryPage(args: JsonObject): string {
    // The journal holds the end of one page, so a second page could not be kept at its place.
    if (this.journal !== null)
      throw new HostError(
        "SecondPage",
        "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
      );
    const endCursor = optionalText(args, "endCursor") ?? this.pageEnd;
    // The shape was made by the convex package; the engine checks each part as it reads it.
    const request = { ...args, query: storedQuery(this.component, args["query"]), endCursor } as unknown as PageRequest;
    const { page, isDone, continueCursor, splitCursor, pageStatus } = this.transaction("paginate").queryPage(request);
    this.journal ??= continueCursor;
    return `{"page":[${page.join(",")}],"isDone":${isDone},"continueCursor":${JSON.stringify(continueCursor)},"splitCursor":${JSON.stringify(splitCursor)},"pageStatus":${JSON.stringify(pageStatus)}}`;
  }

  private get(op: string, args: JsonObject): string {
    const id = textOf(args, "id");
    const transaction = this.transaction(op);
    if (this.isForeign(transaction, id)) return "null";
    return transaction.get(id, { table: this.optionalTable(args), system: args["isSystem"] === true }) ?? "null";
  }

  private tableOf(args: JsonObject): string {
    return storedTable(this.component, textOf(args, "table"));
  }

  private optionalTable(args: JsonObject): string | undefined {
    return optionalText(args, "table") === undefined ? undefined : this.tableOf(args);
  }

  /** A component reaches no documents but its own, even when it is given their ids. */
  private ownId(op: string, args: JsonObject): string {
    const id = textOf(args, "id");
    if (this.isForeign(this.transaction(op), id))
      throw new HostError("NonexistentDocument", `There is no document ${id} in this component`);
    return id;
  }

  private isForeign(transaction: Transaction, id: string): boolean {
    const table = transaction.tableOfId(id);
    return table !== null && ownTable(this.component, table) === null;
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
    if (this.own === null) throw new HostError("NoTransaction", `${op} can only be used in queries and mutations`);
    return this.own;
  }

  private writable(op: string): Transaction {
    const transaction = this.transaction(op);
    if (transaction.kind !== "mutation") throw new HostError("ReadOnly", "A query cannot write to the database");
    return transaction;
  }
}
