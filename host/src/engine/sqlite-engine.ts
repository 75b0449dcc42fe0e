import { setImmediate as nextTurn } from "node:timers/promises";
import type { Lock } from "../store/lock.ts";
import type { Store } from "../store/store.ts";
import type { JsonObject } from "../values/json.ts";
import { checkDocument } from "../values/validate.ts";
import { Batch, commitBatch } from "./batch.ts";
import type { Catalog } from "./catalog.ts";
import { CursorCodec } from "./cursor.ts";
import { ConflictError, EngineError } from "./errors.ts";
import { metaKey, scanMeta } from "./meta.ts";
import { continuePreparation, planPreparation } from "./prepare.ts";
import { intersects } from "./read-set.ts";
import { CLOCK_KEY, loadSecret, SavedState } from "./saved-state.ts";
import { applySchemaTo, applySystemTables } from "./schema.ts";
import { copyStore } from "./store-copy.ts";
import { DEFAULT_SYSTEM_TABLES, describeTables, renumberEmpty } from "./tables.ts";
import { EngineTransaction, type TransactionHost } from "./transaction.ts";
import { StoredReplacements } from "./replacements.ts";
import type { Engine, EngineOptions, Flushed, SchemaChange, StagedMutation, TableSummary, Transaction, TransactionKind } from "./types.ts";
import { readThrough, type Layer, type View } from "./view.ts";

const isQuery = ({ kind }: EngineTransaction): boolean => kind === "query";

/** The database over a store: one open batch, the transactions that see it, and what is kept beside documents. */
export class SqliteEngine implements Engine, TransactionHost, View {
  readonly cursors: CursorCodec;
  readonly store: Store;
  readonly replacements: StoredReplacements;
  storeVersion = 0;

  readonly #lock: Lock;
  readonly #state: SavedState;
  readonly #open = new Set<EngineTransaction>();
  #batch = new Batch();
  #epoch = 0;
  #isClosed = false;

  constructor(lock: Lock, store: Store, options: EngineOptions) {
    this.#lock = lock;
    this.store = store;
    this.#state = new SavedState(store, options.now ?? Date.now);
    this.replacements = new StoredReplacements(store, this.#state, {
      change: (apply) => this.#change(apply),
      requireOpen: () => this.#requireOpen(),
      requireNoBatch: () => this.#requireNoBatch("Tables"),
      queries: () => [...this.#open].filter(isQuery),
    });
    this.cursors = new CursorCodec(loadSecret(store));
    this.#change(() => applySystemTables(this.catalog, store, options.systemTables ?? DEFAULT_SYSTEM_TABLES));
  }

  get catalog(): Catalog {
    return this.#state.catalog;
  }

  get lastTs(): bigint {
    return this.#state.clock.lastTs;
  }

  get batch(): { mutations: number; documents: number; bytes: number } {
    return this.#batch;
  }

  get batchLayer(): Layer {
    return this.#batch.layer;
  }

  layers(): readonly Layer[] {
    return [this.#batch.layer];
  }

  now(): number {
    return this.#state.clock.now();
  }

  nextCreationTime(): number {
    return this.#state.clock.nextCreationTime();
  }

  applySchema(exported: string | null): SchemaChange {
    this.#requireNoBatch("The schema");
    return this.#change(() => applySchemaTo(this.catalog, this.store, exported));
  }

  async prepareSchema(
    exported: string | null,
    between: (work: () => void) => Promise<void>,
    onProgress: (documents: number) => void = () => undefined,
  ): Promise<number> {
    await between(() => {
      this.#requireNoBatch("The schema");
      this.#change(() => planPreparation(this.catalog, this.store, exported));
    });
    for (let total = 0; ;) {
      this.#requireOpen();
      const documents = this.#state.prepare(() => continuePreparation(this.catalog, this.store));
      if (documents === 0) return total;
      total += documents;
      onProgress(total);
      await nextTurn();
    }
  }

  begin(kind: TransactionKind): Transaction {
    this.#requireOpen();
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
    this.#batch.add(tx, writeSet);
    tx.close();
    if (writeSet.keys.size > 0) {
      for (const other of this.#open) if (other.kind === "mutation") other.stagedMeanwhile.push(writeSet);
    }
    return { ts, writeSet };
  }

  pendingTs(): bigint {
    return this.#state.clock.pendingTs();
  }

  flush(): Flushed {
    const { clock } = this.#state;
    const batch = this.#batch;
    if (batch.isEmpty && !this.catalog.isDirty) {
      clock.forgetPending();
      return { ts: clock.lastTs, writeSet: { keys: new Set() }, mutations: 0, isOnDisk: false };
    }
    const isOnDisk = batch.changesAnything || this.catalog.isDirty;
    const ts = clock.pendingTs();
    let undo: Layer | null;
    try {
      undo = [...this.#open].some(isQuery) ? batch.undoOver(this.store) : null;
      if (isOnDisk) commitBatch(this.store, batch, this.#state);
    } catch (error) {
      this.rollbackBatch();
      throw error;
    }
    this.catalog.isDirty = false;
    clock.committed();
    this.storeVersion++;
    this.#clearBatch();
    if (undo !== null) for (const reader of this.#open) if (reader.kind === "query") reader.undoLayers.push(undo);
    return { ts, writeSet: { keys: batch.keys }, mutations: batch.mutations, isOnDisk };
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
    this.#batch.layer.meta.set(metaKey(key), value);
  }

  deleteMeta(key: string): void {
    this.#batch.layer.meta.set(metaKey(key), null);
  }

  requireFormat(format: number): void {
    this.#batch.format = Math.max(this.#batch.format, format);
  }

  scanMeta(prefix: string, limit = Infinity): { key: string; value: string }[] {
    return scanMeta(this, prefix, limit);
  }

  tableOfId(id: string): string | null {
    return this.catalog.tableOfId(id);
  }

  tables(): TableSummary[] {
    return describeTables(this.catalog);
  }

  renumberTables(numbers: ReadonlyMap<string, number>): void {
    this.#requireNoBatch("Tables");
    this.#change(() => renumberEmpty(this.catalog, this.store, numbers));
  }

  mismatch(name: string, document: JsonObject, tableOfId: (id: string) => string | null): string | null {
    const { validator } = this.catalog.table(name);
    return validator === null ? null : checkDocument(validator, document, tableOfId);
  }

  advanceClock(ts: bigint): void {
    this.#state.clock.advance(ts);
  }

  backup(path: string): Promise<bigint> {
    return copyStore(this.store, path, () => this.lastTs);
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

  #requireOpen(): void {
    if (this.#isClosed) throw new EngineError("Closed", "The database is closed.");
  }

  #requireNoBatch(what: string): void {
    if (!this.#batch.isEmpty) throw new EngineError("BatchOpen", `${what} cannot change while a batch is open.`);
  }

  #clearBatch(): void {
    this.#batch = new Batch();
    this.#state.clock.forgetPending();
  }

  #change<T>(apply: () => T): T {
    try {
      return this.#state.change(apply);
    } finally {
      // Open mutations computed their index entries by the old catalog.
      this.#epoch++;
      this.storeVersion++;
    }
  }
}
