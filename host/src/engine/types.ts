import type { Json, JsonObject } from "../values/json.ts";
import type { Replacements } from "./replacement-types.ts";
import type { PageRequest, QueryPage, QueryStream, SerializedQuery } from "./query-types.ts";
import type { VectorMatch, VectorQuery } from "./vector-search.ts";

/**
 * Keys are binary strings: one character per byte, so that `<` on strings is bytewise order. They never leave the engine
 * except inside read and write sets, where they are opaque.
 */
export type Key = string;

/** Half-open interval `[start, end)` of keys. */
export type KeyRange = readonly [start: Key, end: Key];

/** What a transaction has read so far: single keys, and intervals trimmed to what was really looked at. */
export interface ReadSet {
  readonly points: ReadonlySet<Key>;
  readonly ranges: readonly KeyRange[];
}

/** What a transaction changed: the document keys, and every old and new index key of those documents. */
export interface WriteSet {
  readonly keys: ReadonlySet<Key>;
}

export type TransactionKind = "query" | "mutation";

/** `system` must be true to write tables whose name starts with `_`. Nothing that runs user code may set it. */
export interface WriteOptions {
  readonly table?: string | undefined;
  readonly system?: boolean;
}

/** `system` is the caller's `isSystem`: undefined permits both kinds of table (for the host itself). */
export interface GetOptions {
  readonly table?: string | undefined;
  readonly system?: boolean | undefined;
}

export interface TransactionMetrics {
  readonly documentsRead: number;
  readonly bytesRead: number;
  readonly databaseQueries: number;
  readonly documentsWritten: number;
  readonly bytesWritten: number;
}

/** A mark made by `savepoint()`. Opaque. */
export type Savepoint = number;

/**
 * One execution of a query or mutation. All calls are synchronous. A query sees one committed snapshot for its whole life,
 * whatever is flushed meanwhile, and must be `close()`d so that the snapshot can be forgotten. A mutation sees the committed
 * store, the open batch and its own writes.
 *
 * Every method may throw `EngineError`, whose message is meant for the author of the function.
 */
export interface Transaction {
  readonly kind: TransactionKind;
  /** Commit timestamp (ns) of the newest flushed data this transaction can see. */
  readonly snapshotTs: bigint;
  readonly readSet: ReadSet;
  readonly metrics: TransactionMetrics;

  /** The document as convex-JSON text, or null. Throws when the id belongs to another table than `table`. */
  get(id: string, options?: GetOptions): string | null;
  /** Returns the new id. */
  insert(table: string, value: Json, options?: WriteOptions): string;
  /** Shallow merge; a field given as `{"$undefined": null}` is removed. Returns the new document's text. */
  patch(id: string, value: Json, options?: WriteOptions): string;
  /** Puts in a document with the `_id` and `_creationTime` that it has elsewhere; new ones where it has none. Returns its id. */
  restore(table: string, document: JsonObject, options?: WriteOptions): string;
  /** Returns the new document's text. */
  replace(id: string, value: Json, options?: WriteOptions): string;
  /** Returns the removed document's text. */
  remove(id: string, options?: WriteOptions): string;
  /** The id when it has the form of an id of `table`, else null. Does not look whether the document exists. */
  normalizeId(table: string, id: string): string | null;
  /** The table that an id belongs to, or null when it is no id of this deployment. For `v.id()` checks. */
  tableOfId(id: string): string | null;
  count(table: string): number;
  openQuery(query: SerializedQuery): QueryStream;
  queryPage(request: PageRequest): QueryPage;
  /** The documents whose vectors are nearest, at this snapshot. Lets others have the thread in between, and adds nothing to the read set. */
  vectorSearch(query: VectorQuery): Promise<VectorMatch[]>;

  /** Nested transactions: everything written after the mark can be undone. The read set keeps growing. */
  savepoint(): Savepoint;
  rollbackTo(savepoint: Savepoint): void;
  release(savepoint: Savepoint): void;

  /** Records of the host (exactly-once results, clocks, ...), committed together with the documents of a mutation. */
  getMeta(key: string): string | null;
  putMeta(key: string, value: string): void;
  deleteMeta(key: string): void;

  /** Ends the transaction. A mutation that was not staged leaves nothing behind. Safe to call twice. */
  close(): void;
}

export interface StagedMutation {
  /** The timestamp (ns) that the batch will commit with; also what `{"$commitTs": null}` in written documents became. */
  readonly ts: bigint;
  readonly writeSet: WriteSet;
}

export interface Flushed {
  readonly ts: bigint;
  /** Union of the write sets of the batch. */
  readonly writeSet: WriteSet;
  /** False: nothing was changed, so that the disk was not asked. */
  readonly isOnDisk: boolean;
  /** How many mutations the batch had. 0: only meta records, or nothing at all (then `ts` is the last one). */
  readonly mutations: number;
}

export interface TableSummary {
  readonly name: string;
  readonly number: number;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

export interface SchemaChange {
  readonly createdTables: readonly string[];
  readonly createdIndexes: readonly string[];
  readonly droppedIndexes: readonly string[];
  readonly validatedDocuments: number;
}

/** A table of the host itself, readable through `ctx.db.system`. The name starts with `_`. */
export interface SystemTable {
  readonly name: string;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

export interface EngineOptions {
  /** Default: `_storage` and `_scheduled_functions` without further indexes. */
  readonly systemTables?: readonly SystemTable[];
  /** Milliseconds since 1970; only for tests. */
  readonly now?: () => number;
  /** Which SQLite to use. Default: the one built into Node when there is one. */
  readonly driver?: "node" | "wasm";
}

/**
 * The database of one host. Single-threaded; mutations are executed one after another by the caller:
 * `begin("mutation")` → run → `stage(tx)` (visible to the next mutation) → ... → `flush()` → acknowledge.
 * Nothing may be acknowledged, and nobody may be told of a write, before `flush()` returned.
 */
export interface Engine {
  /** Timestamp (ns since 1970, strictly increasing, persisted) of the last flushed batch. */
  readonly lastTs: bigint;
  /** Size of the open batch. `documents` counts documents written; flush early when it is large. */
  readonly batch: { readonly mutations: number; readonly documents: number; readonly bytes: number };

  /**
   * Brings tables and indexes in line with `schema.export()` (null: no schema). Backfills new indexes and checks existing
   * documents, in one commit: it applies wholly or throws `SchemaError` and changes nothing. No batch may be open.
   */
  applySchema(exported: string | null): SchemaChange;

  /**
   * Does what `applySchema` would have to do with every document, a little at a time while writers go on: fills new indexes, which no
   * function can use before `applySchema`, and checks documents. Goes on where an earlier preparation for the same schema was interrupted.
   *
   * @param between calls the work when no batch is open
   * @returns how many documents were looked at
   * @throws SchemaError when a document does not match; what works now goes on working
   */
  prepareSchema(
    exported: string | null,
    between: (work: () => void) => Promise<void>,
    onProgress?: (documents: number) => void,
  ): Promise<number>;
  begin(kind: TransactionKind): Transaction;
  /**
   * Makes a finished mutation part of the open batch and closes it. Throws `ConflictError` when another mutation staged
   * since `begin` wrote something that this one has read; the caller then runs the function again.
   */
  stage(tx: Transaction): StagedMutation;
  /** The timestamp the open batch will commit with (opens one when there is none). */
  pendingTs(): bigint;
  /**
   * One durable commit of the open batch. When it throws, the batch is dropped and nothing may be acknowledged; with `UnknownOutcome`
   * it may still turn out to be on disk after a restart, so that nobody may be told that it was not made.
   */
  flush(): Flushed;
  /** Reads a little from the store. Throws when it can no longer be used. */
  probe(): void;
  /** Drops the open batch. Open mutations that have seen it fail when they are staged. */
  rollbackBatch(): void;

  /** Host records outside of a mutation; writes join the open batch. Reads see the open batch. */
  getMeta(key: string): string | null;
  putMeta(key: string, value: string): void;
  deleteMeta(key: string): void;
  /** Marks the file, with the open batch, as one that hosts which know only older formats must not touch. */
  requireFormat(format: number): void;
  /** Keys with the prefix, ascending. */
  scanMeta(prefix: string, limit?: number): { key: string; value: string }[];

  /** The table that an id belongs to, or null. */
  tableOfId(id: string): string | null;
  tables(): readonly TableSummary[];
  /**
   * Gives empty tables other numbers, so that documents can be restored with the ids that they have elsewhere. No batch may be open.
   *
   * @throws EngineError when one of them, or a table that has one of the numbers, is not empty
   */
  renumberTables(numbers: ReadonlyMap<string, number>): void;
  readonly replacements: Replacements;
  /** How a document differs from what the schema demands of the table; null when it does not. `tableOfId` says what ids will mean. */
  mismatch(table: string, document: JsonObject, tableOfId: (id: string) => string | null): string | null;
  /** Moves the clock past a timestamp seen elsewhere (a client that knew a wiped data folder). */
  advanceClock(ts: bigint): void;
  /**
   * Writes a copy to a new file while work goes on, a few ms at a time. It holds exactly what was flushed up to the timestamp that is
   * answered, which is about the end of the copying.
   */
  backup(path: string): Promise<bigint>;
  close(): void;
}
