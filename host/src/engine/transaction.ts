import type { Store } from "../store/store.ts";
import type { Json, JsonObject } from "../values/json.ts";
import type { Catalog } from "./catalog.ts";
import type { CursorCodec } from "./cursor.ts";
import { insert, locate, patch, remove, replace, restore, type ChangeTarget } from "./document-changes.ts";
import { resolveCommitTs } from "./document-writes.ts";
import { EngineError } from "./errors.ts";
import { metaKey } from "./meta.ts";
import { OwnWrites } from "./own-writes.ts";
import { readPage, Stream, type Reader } from "./query.ts";
import type { PageRequest, QueryPage, QueryStream, SerializedQuery } from "./query-types.ts";
import type { GetOptions, Key, KeyRange, ReadSet, Savepoint, Transaction, TransactionKind, WriteOptions, WriteSet } from "./types.ts";
import { Usage } from "./usage.ts";
import { searchVectors, type VectorMatch, type VectorQuery } from "./vector-search.ts";
import { readThrough, type Layer, type View } from "./view.ts";

/** What a transaction needs of the engine that began it. */
export interface TransactionHost {
  readonly catalog: Catalog;
  readonly cursors: CursorCodec;
  readonly store: Store;
  readonly batchLayer: Layer;
  readonly storeVersion: number;
  now(): number;
  nextCreationTime(): number;
  ended(transaction: EngineTransaction): void;
}

/** One query or mutation over the store: what it sees, what it has read, and what it has written. */
export class EngineTransaction implements Transaction, View, Reader, ChangeTarget {
  readonly kind: TransactionKind;
  readonly snapshotTs: bigint;
  readonly metrics = new Usage();
  /** What a mutation wrote. */
  readonly own = new OwnWrites();
  /** For a query: what later commits replaced, oldest commit first. The engine appends to it. */
  readonly undoLayers: Layer[] = [];
  /** What other mutations staged since this one began. */
  readonly stagedMeanwhile: WriteSet[] = [];
  /** The engine's count of dropped batches when this began. */
  readonly epoch: number;

  readonly #host: TransactionHost;
  readonly #catalog: Catalog;
  readonly #points = new Set<Key>();
  readonly #ranges: [Key, Key][] = [];
  #layers: readonly Layer[] = [];
  #batchLayer: Layer | null = null;
  #isOpen = true;

  constructor(host: TransactionHost, kind: TransactionKind, snapshotTs: bigint, epoch: number) {
    this.#host = host;
    this.#catalog = host.catalog;
    this.kind = kind;
    this.snapshotTs = snapshotTs;
    this.epoch = epoch;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** A query keeps the catalog of its snapshot: where documents lie can change in a commit. */
  get catalog(): Catalog {
    return this.kind === "query" ? this.#catalog : this.#host.catalog;
  }

  get cursors(): CursorCodec {
    return this.#host.cursors;
  }

  get store(): Store {
    return this.#host.store;
  }

  layers(): readonly Layer[] {
    if (this.kind === "query") return this.undoLayers;
    if (this.#batchLayer !== this.#host.batchLayer) {
      this.#batchLayer = this.#host.batchLayer;
      this.#layers = [this.own.layer, this.#batchLayer];
    }
    return this.#layers;
  }

  get storeVersion(): number {
    return this.#host.storeVersion;
  }

  get readSet(): ReadSet {
    return { points: this.#points, ranges: this.#ranges.filter(([start, end]) => start < end) satisfies readonly KeyRange[] };
  }

  get writeSet(): WriteSet {
    return { keys: this.own.keys };
  }

  openRange(range: [Key, Key]): void {
    this.#ranges.push(range);
  }

  get(id: string, options: GetOptions = {}): string | null {
    this.#requireOpen();
    const located = locate(this.catalog, id, "get", options.table);
    if (located === null) return null;
    const isSystem = located.table.name.startsWith("_");
    if (options.system !== undefined && options.system !== isSystem) {
      throw new EngineError(
        "WrongTableKind",
        `${isSystem ? "System" : "User"} tables can only be accessed from db.${isSystem ? "system." : ""}get().`,
      );
    }
    return this.readDocument(located.key);
  }

  insert(table: string, value: Json, options: WriteOptions = {}): string {
    return insert(this, table, value, options);
  }

  restore(table: string, document: JsonObject, options: WriteOptions = {}): string {
    return restore(this, table, document, options);
  }

  patch(id: string, value: Json, options: WriteOptions = {}): string {
    return patch(this, id, value, options);
  }

  replace(id: string, value: Json, options: WriteOptions = {}): string {
    return replace(this, id, value, options);
  }

  remove(id: string, options: WriteOptions = {}): string {
    return remove(this, id, options);
  }

  normalizeId(table: string, id: string): string | null {
    return this.catalog.tableOfId(id) === table ? id : null;
  }

  tableOfId(id: string): string | null {
    return this.catalog.tableOfId(id);
  }

  count(tableName: string): number {
    this.#requireOpen();
    this.metrics.countQuery();
    const { prefix } = this.catalog.table(tableName);
    const end = `${prefix}${"\xff".repeat(17)}`;
    this.#ranges.push([prefix, end]);
    let count = this.store.countRange("docs", prefix, end);
    const seen = new Set<Key>();
    for (const { docs } of this.layers()) {
      for (let key = docs.atOrAfter(prefix); key !== undefined && key < end; key = docs.atOrAfter(`${key}\x00`)) {
        if (seen.has(key)) continue;
        seen.add(key);
        count += (docs.get(key) === null ? 0 : 1) - (this.store.get("docs", key) === null ? 0 : 1);
      }
    }
    return count;
  }

  openQuery(query: SerializedQuery): QueryStream {
    this.#requireOpen();
    this.metrics.countQuery();
    return new Stream(this, query);
  }

  queryPage(request: PageRequest): QueryPage {
    this.#requireOpen();
    this.metrics.countQuery();
    return readPage(this, request);
  }

  vectorSearch(query: VectorQuery): Promise<VectorMatch[]> {
    this.#requireOpen();
    return searchVectors(this, query);
  }

  savepoint(): Savepoint {
    return this.own.savepoint();
  }

  rollbackTo(savepoint: Savepoint): void {
    this.#requireOpen();
    this.own.rollbackTo(savepoint);
  }

  release(_savepoint: Savepoint): void {
    // Outer savepoints still need the entries, so there is nothing to free.
  }

  getMeta(key: string): string | null {
    return readThrough(this, "meta", metaKey(key));
  }

  putMeta(key: string, value: string): void {
    this.requireMutation();
    this.own.put("meta", metaKey(key), value);
  }

  deleteMeta(key: string): void {
    this.requireMutation();
    this.own.put("meta", metaKey(key), null);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#host.ended(this);
  }

  /** Called by `stage`, which knows the timestamp. */
  resolveCommitTs(ts: bigint): void {
    resolveCommitTs(this, ts);
  }

  nextCreationTime(): number {
    return this.#host.nextCreationTime();
  }

  relyOn(key: Key): void {
    this.#points.add(key);
  }

  readDocument(key: Key): string | null {
    this.#points.add(key);
    const text = readThrough(this, "docs", key);
    this.metrics.countRead(text === null ? 0 : text.length);
    return text;
  }

  requireMutation(): void {
    this.#requireOpen();
    if (this.kind !== "mutation") throw new EngineError("ReadOnly", "Writes are only possible in a mutation.");
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw new EngineError("TransactionClosed", "This transaction has ended. Was a database call not awaited?");
  }
}
