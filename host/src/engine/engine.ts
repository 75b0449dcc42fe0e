import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { messageOf } from "../log.ts";
import { prepareFolder } from "../store/folder.ts";
import { CachedStore } from "../store/cached.ts";
import { acquireLock, type Lock } from "../store/lock.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import type { JsonObject } from "../values/json.ts";
import { checkDocument } from "../values/validate.ts";
import { Catalog } from "./catalog.ts";
import { CursorCodec } from "./cursor.ts";
import { ConflictError, EngineError, UnknownOutcome } from "./errors.ts";
import { intersects } from "./read-set.ts";
import { continuePreparation, planPreparation } from "./prepare.ts";
import { applySchemaTo, applySystemTables } from "./schema.ts";
import { EngineTransaction, metaKey, type TransactionHost } from "./transaction.ts";
import type {
  Engine,
  EngineOptions,
  Flushed,
  Key,
  SchemaChange,
  StagedMutation,
  SystemTable,
  Transaction,
  TransactionKind,
} from "./types.ts";
import { emptyLayer, readThrough, RangeCursor, type Layer, type View } from "./view.ts";

export { intersects } from "./read-set.ts";

/** Where the store keeps the catalog. */
export const CATALOG_KEY = "engine/catalog";
const CLOCK_KEY = "engine/clock";
const SECRET_KEY = "engine/secret";
const DEFAULT_SYSTEM_TABLES: readonly SystemTable[] = [
  { name: "_storage", indexes: {} },
  { name: "_scheduled_functions", indexes: {} },
  { name: "_snapshot_imports", indexes: {} },
];
/** How long a copy may hold the thread at a time. */
const COPY_STEP_MS = 4;
const MAX_COPY_STEP_MS = 64;
const NS_PER_MS = 1_000_000n;
/** Keeps creation times distinct within a millisecond; a float64 of today's time resolves a quarter of this. */
const CREATION_STEP_MS = 1 / 1024;

/**
 * Opens the database in a data folder (created, private to the user, when missing). Throws when another host has it open.
 */
export function openEngine(directory: string, options: EngineOptions = {}): Engine {
  prepareFolder(directory);
  const lock = acquireLock(directory);
  let store: Store | undefined;
  try {
    store = new CachedStore(openSqliteStore(directory, options.driver));
    return new SqliteEngine(directory, lock, store, options);
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}

class SqliteEngine implements Engine, TransactionHost, View {
  catalog: Catalog;
  readonly cursors: CursorCodec;
  readonly store: Store;
  batchLayer: Layer = emptyLayer();
  storeVersion = 0;
  lastTs: bigint;

  readonly #lock: Lock;
  readonly #now: () => number;
  readonly #open = new Set<EngineTransaction>();
  #lastCreationTime: number;
  /** No timestamp at or below this is ever handed out again, even when nothing was committed under it. */
  #highestTs: bigint;
  #pendingTs: bigint | null = null;
  #batchKeys = new Set<Key>();
  #batchMutations = 0;
  #batchDocuments = 0;
  #batchBytes = 0;
  #epoch = 0;
  #isClosed = false;

  constructor(_directory: string, lock: Lock, store: Store, options: EngineOptions) {
    this.#lock = lock;
    this.store = store;
    this.#now = options.now ?? Date.now;
    const clock = store.get("meta", CLOCK_KEY);
    // "<last timestamp in ns> <last creation time in ms>", see flush.
    const [lastTs = "0", lastCreationTime = "0"] = clock?.split(" ") ?? [];
    this.lastTs = BigInt(lastTs);
    this.#highestTs = this.lastTs;
    this.#lastCreationTime = Number(lastCreationTime);
    this.catalog = Catalog.load(store.get("meta", CATALOG_KEY));
    this.cursors = new CursorCodec(this.#loadSecret());
    this.#change(() => applySystemTables(this.catalog, store, options.systemTables ?? DEFAULT_SYSTEM_TABLES));
  }

  get batch(): { mutations: number; documents: number; bytes: number } {
    return { mutations: this.#batchMutations, documents: this.#batchDocuments, bytes: this.#batchBytes };
  }

  layers(): readonly Layer[] {
    return [this.batchLayer];
  }

  now(): number {
    return this.#now();
  }

  nextCreationTime(): number {
    this.#lastCreationTime = Math.max(this.#now(), this.#lastCreationTime + CREATION_STEP_MS);
    return this.#lastCreationTime;
  }

  applySchema(exported: string | null): SchemaChange {
    if (this.#hasBatch()) throw new EngineError("BatchOpen", "The schema cannot change while a batch is open.");
    return this.#change(() => applySchemaTo(this.catalog, this.store, exported));
  }

  async prepareSchema(exported: string | null, between: (work: () => void) => Promise<void>, onProgress: (documents: number) => void = () => undefined): Promise<number> {
    await between(() => {
      if (this.#hasBatch()) throw new EngineError("BatchOpen", "The schema cannot change while a batch is open.");
      this.#change(() => planPreparation(this.catalog, this.store, exported));
    });
    let total = 0;
    for (;;) {
      if (this.#isClosed) throw new EngineError("Closed", "The database is closed.");
      const documents = this.#inCommit(() => continuePreparation(this.catalog, this.store));
      if (documents === 0) return total;
      total += documents;
      onProgress(total);
      await nextTurn();
    }
  }

  begin(kind: TransactionKind): Transaction {
    if (this.#isClosed) throw new EngineError("Closed", "The database is closed.");
    const transaction = new EngineTransaction(this, kind, this.lastTs, this.#epoch);
    this.#open.add(transaction);
    return transaction;
  }

  ended(transaction: EngineTransaction): void {
    this.#open.delete(transaction);
  }

  stage(tx: Transaction): StagedMutation {
    if (!(tx instanceof EngineTransaction) || tx.kind !== "mutation" || !tx.isOpen) throw new Error("Only an open mutation can be staged.");
    const { readSet } = tx;
    if (tx.epoch !== this.#epoch || tx.stagedMeanwhile.some((writes) => intersects(readSet, writes))) {
      tx.close();
      throw new ConflictError();
    }
    const ts = this.pendingTs();
    tx.resolveCommitTs(ts);
    const { writeSet } = tx;
    for (const space of ["docs", "idx", "meta"] as const) {
      const target = this.batchLayer[space];
      tx.layer[space].eachAnyhow((key, value) => target.set(key, value));
    }
    for (const key of writeSet.keys) this.#batchKeys.add(key);
    this.#batchMutations++;
    this.#batchDocuments += tx.metrics.documentsWritten;
    this.#batchBytes += tx.metrics.bytesWritten;
    tx.close();
    if (writeSet.keys.size > 0) {
      for (const other of this.#open) if (other.kind === "mutation") other.stagedMeanwhile.push(writeSet);
    }
    return { ts, writeSet };
  }

  pendingTs(): bigint {
    if (this.#pendingTs === null) {
      const now = BigInt(Math.floor(this.#now())) * NS_PER_MS;
      this.#pendingTs = now > this.#highestTs ? now : this.#highestTs + 1n;
      this.#highestTs = this.#pendingTs;
    }
    return this.#pendingTs;
  }

  flush(): Flushed {
    if (!this.#hasBatch() && !this.catalog.isDirty) {
      this.#pendingTs = null;
      return { ts: this.lastTs, writeSet: { keys: new Set() }, mutations: 0 };
    }
    const ts = this.pendingTs();
    const batch = this.batchLayer;
    let undo: Layer | null;
    let isCommitting = false;
    try {
      undo = this.#undoFor(batch);
      this.store.begin();
      for (const space of ["docs", "idx", "meta"] as const) {
        batch[space].each((key, value) => {
          if (value === null) this.store.delete(space, key);
          else this.store.put(space, key, value);
        });
      }
      this.#saveState();
      isCommitting = true;
      this.store.commit();
    } catch (error) {
      let failure = error;
      try {
        this.store.rollback();
      } catch (broken) {
        failure = broken;
      }
      this.rollbackBatch();
      if (isCommitting && this.store.isUncertain) throw new UnknownOutcome(messageOf(failure), { cause: failure });
      throw failure;
    }
    const flushed: Flushed = { ts, writeSet: { keys: this.#batchKeys }, mutations: this.#batchMutations };
    this.catalog.isDirty = false;
    this.lastTs = this.#highestTs;
    this.storeVersion++;
    this.#clearBatch();
    if (undo !== null) for (const reader of this.#open) if (reader.kind === "query") reader.undoLayers.push(undo);
    return flushed;
  }

  rollbackBatch(): void {
    this.#epoch++;
    this.storeVersion++;
    this.#clearBatch();
  }

  getMeta(key: string): string | null {
    return readThrough(this, "meta", metaKey(key));
  }

  putMeta(key: string, value: string): void {
    this.batchLayer.meta.set(metaKey(key), value);
  }

  deleteMeta(key: string): void {
    this.batchLayer.meta.set(metaKey(key), null);
  }

  scanMeta(prefix: string, limit = Infinity): { key: string; value: string }[] {
    const start = metaKey(prefix);
    const cursor = new RangeCursor(this, "meta", start, `${start}\xff`, false, { expectedRows: 64 });
    const found: { key: string; value: string }[] = [];
    while (found.length < limit) {
      const row = cursor.next();
      if (row === null) break;
      found.push({ key: Buffer.from(row.key, "latin1").toString("utf8"), value: row.document });
    }
    return found;
  }

  tableOfId(id: string): string | null {
    return this.catalog.tableOfId(id);
  }

  tables(): { name: string; number: number; indexes: Record<string, readonly string[]> }[] {
    return this.catalog.tables().map(({ name, number, indexes }) => ({
      name,
      number,
      indexes: Object.fromEntries([...indexes.values()].map((index) => [index.name, index.fields])),
    }));
  }

  renumberTables(numbers: ReadonlyMap<string, number>): void {
    if (this.#hasBatch()) throw new EngineError("BatchOpen", "Tables cannot change while a batch is open.");
    this.#change(() => {
      const touched = [...numbers].flatMap(([name, number]) => [this.catalog.table(name), this.catalog.tableByNumber(number)]);
      for (const table of touched) {
        if (table === null || this.store.scan("docs", table.prefix, `${table.prefix}${"\xff".repeat(17)}`, { limit: 1 }).length === 0) continue;
        throw new EngineError("TableNotEmpty", `The table "${table.name}" has documents, and cannot take or give up a table number.`);
      }
      this.catalog.renumber(numbers);
    });
  }

  mismatch(name: string, document: JsonObject, tableOfId: (id: string) => string | null): string | null {
    const { validator } = this.catalog.table(name);
    return validator === null ? null : checkDocument(validator, document, tableOfId);
  }

  advanceClock(ts: bigint): void {
    if (ts > this.#highestTs) this.#highestTs = ts;
    // While a batch is open its own timestamp comes first.
    if (this.#pendingTs === null) this.lastTs = this.#highestTs;
  }

  async backup(path: string): Promise<bigint> {
    const copy = this.store.startCopy(path);
    try {
      let budgetMs = COPY_STEP_MS;
      for (let waiting = 0; !copy.step(budgetMs); waiting = copy.waiting) {
        // Writers that are faster than the copy would never let it end.
        if (copy.waiting > waiting) budgetMs = Math.min(MAX_COPY_STEP_MS, budgetMs * 2);
        await nextTurn();
      }
      return this.lastTs;
    } finally {
      copy.close();
    }
  }

  probe(): void {
    this.store.get("meta", CLOCK_KEY);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.store.close();
    } finally {
      this.#lock.release();
    }
  }

  #hasBatch(): boolean {
    return this.#batchMutations > 0 || this.batchLayer.meta.size > 0;
  }

  #clearBatch(): void {
    this.batchLayer = emptyLayer();
    this.#batchKeys = new Set();
    this.#batchMutations = 0;
    this.#batchDocuments = 0;
    this.#batchBytes = 0;
    this.#pendingTs = null;
  }

  /** What the batch is about to replace, for the queries that are still running; null when there is none. */
  #undoFor(batch: Layer): Layer | null {
    const hasReaders = [...this.#open].some((transaction) => transaction.kind === "query");
    if (!hasReaders) return null;
    const undo = emptyLayer();
    for (const space of ["docs", "idx", "meta"] as const) {
      batch[space].each((key) => undo[space].set(key, this.store.get(space, key)));
    }
    return undo;
  }

  /** A commit beside the open batch, of what no transaction can see. */
  #inCommit<T>(apply: () => T): T {
    const prepared = new Map(this.catalog.tables().map((table) => [table, table.prepared]));
    try {
      this.store.begin();
      const result = apply();
      this.#saveState();
      this.store.commit();
      this.catalog.isDirty = false;
      return result;
    } catch (error) {
      this.store.rollback();
      for (const [table, before] of prepared) this.catalog.setPrepared(table, before);
      throw error;
    }
  }

  /** Changes of the catalog and of index entries, in one commit of their own. */
  #change<T>(apply: () => T): T {
    try {
      this.store.begin();
      const result = apply();
      this.pendingTs();
      this.#saveState();
      this.store.commit();
      this.catalog.isDirty = false;
      this.lastTs = this.#highestTs;
      return result;
    } catch (error) {
      this.store.rollback();
      this.catalog = Catalog.load(this.store.get("meta", CATALOG_KEY));
      throw error;
    } finally {
      // Open mutations computed their index entries by the old catalog.
      this.#epoch++;
      this.storeVersion++;
      this.#pendingTs = null;
    }
  }

  #saveState(): void {
    if (this.catalog.isDirty) this.store.put("meta", CATALOG_KEY, this.catalog.save());
    this.store.put("meta", CLOCK_KEY, `${this.#highestTs} ${this.#lastCreationTime}`);
  }

  #loadSecret(): Buffer {
    const saved = this.store.get("meta", SECRET_KEY);
    if (saved !== null) return Buffer.from(saved, "base64");
    const secret = randomBytes(32);
    this.store.begin();
    this.store.put("meta", SECRET_KEY, secret.toString("base64"));
    this.store.commit();
    return secret;
  }
}
