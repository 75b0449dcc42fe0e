import type { Store } from "../store/store.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";
import { decodeId, generateInternalId } from "../values/ids.ts";
import { floatOf, integerJson } from "../values/order.ts";
import { describeTooLarge, describeUnstorable, MAX_DOCUMENT_NESTING, sizeOf, specialKind } from "../values/size.ts";
import { checkDocument } from "../values/validate.ts";
import { idOfKey, indexKeys, parseDocument, type Catalog, type TableInfo } from "./catalog.ts";
import type { CursorCodec } from "./cursor.ts";
import { EngineError } from "./errors.ts";
import { readPage, Stream, type Reader } from "./query.ts";
import { searchEntries } from "./search-entries.ts";
import type {
  GetOptions,
  Key,
  KeyRange,
  PageRequest,
  QueryPage,
  QueryStream,
  ReadSet,
  Savepoint,
  SerializedQuery,
  Transaction,
  TransactionKind,
  WriteOptions,
  WriteSet,
} from "./types.ts";
import { Usage } from "./usage.ts";
import { searchVectors, type VectorMatch, type VectorQuery } from "./vector-search.ts";
import { emptyLayer, readThrough, type Layer, type View } from "./view.ts";

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

const COMMIT_TS = '{"$commitTs":null}';

export class EngineTransaction implements Transaction, View, Reader {
  readonly kind: TransactionKind;
  readonly snapshotTs: bigint;
  readonly metrics = new Usage();
  /** Own writes of a mutation. */
  readonly layer = emptyLayer();
  /** For a query: what later commits replaced, oldest commit first. The engine appends to it. */
  readonly undoLayers: Layer[] = [];
  /** What other mutations staged since this one began. */
  readonly stagedMeanwhile: WriteSet[] = [];
  /** The engine's count of dropped batches when this began. */
  readonly epoch: number;

  readonly #host: TransactionHost;
  readonly #points = new Set<Key>();
  readonly #ranges: [Key, Key][] = [];
  readonly #written = new Set<Key>();
  readonly #withCommitTs = new Set<Key>();
  /** What was replaced since the first savepoint; null: there is none to go back to. */
  #undo: { space: "docs" | "idx" | "meta"; key: Key; before: string | null | undefined }[] | null = null;
  #layers: readonly Layer[] = [];
  #batchLayer: Layer | null = null;
  #isOpen = true;

  constructor(host: TransactionHost, kind: TransactionKind, snapshotTs: bigint, epoch: number) {
    this.#host = host;
    this.kind = kind;
    this.snapshotTs = snapshotTs;
    this.epoch = epoch;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get catalog(): Catalog {
    return this.#host.catalog;
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
      this.#layers = [this.layer, this.#batchLayer];
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
    return { keys: this.#written };
  }

  openRange(range: [Key, Key]): void {
    this.#ranges.push(range);
  }

  get(id: string, options: GetOptions = {}): string | null {
    this.#requireOpen();
    const located = this.#locate(id, "get", options.table);
    if (located === null) return null;
    const isSystem = located.table.name.startsWith("_");
    if (options.system !== undefined && options.system !== isSystem) {
      throw new EngineError(
        "WrongTableKind",
        `${isSystem ? "System" : "User"} tables can only be accessed from db.${isSystem ? "system." : ""}get().`,
      );
    }
    return this.#read(located.key);
  }

  insert(tableName: string, value: Json, options: WriteOptions = {}): string {
    this.#requireWritable(tableName, options);
    const table = this.catalog.table(tableName);
    const fields = requireObject(value, "insert");
    for (const field in fields) {
      if (field.startsWith("_"))
        throw new EngineError(
          "SystemField",
          `Field "${field}" cannot be set by insert: fields that start with an underscore are reserved.`,
        );
    }
    const creationTime = this.#host.nextCreationTime();
    const key = table.prefix + generateInternalId(creationTime);
    const id = idOfKey(table, key);
    const document: JsonObject = { _creationTime: creationTime, _id: id, ...fields };
    // Whether the id is free is part of what this transaction relied on.
    this.#points.add(key);
    this.#write(table, key, null, document);
    return id;
  }

  restore(tableName: string, document: JsonObject, options: WriteOptions = {}): string {
    this.#requireWritable(tableName, options);
    const table = this.catalog.table(tableName);
    const { _id, _creationTime = this.#host.nextCreationTime(), ...fields } = document;
    const creationTime = floatOf(_creationTime);
    if (creationTime === undefined || !Number.isFinite(creationTime)) throw new EngineError("InvalidValue", "`_creationTime` must be a number.");
    const reserved = Object.keys(fields).find((field) => field.startsWith("_"));
    if (reserved !== undefined) throw new EngineError("SystemField", `Field "${reserved}" cannot be set: fields that start with an underscore are reserved.`);
    const key = _id === undefined ? table.prefix + generateInternalId(Math.max(0, creationTime)) : (typeof _id === "string" ? this.catalog.locate(_id) : null)?.key;
    if (key === undefined || !key.startsWith(table.prefix)) throw new EngineError("InvalidId", `${JSON.stringify(_id)} is not an ID of table "${tableName}".`);
    if (this.#read(key) !== null) throw new EngineError("DuplicateId", `There is a document with the ID ${JSON.stringify(_id)} in table "${tableName}" already.`);
    const id = idOfKey(table, key);
    this.#write(table, key, null, { _creationTime: creationTime, _id: id, ...fields });
    return id;
  }

  patch(id: string, value: Json, options: WriteOptions = {}): string {
    const { table, key, before } = this.#existing(id, "patch", "Update", options);
    const fields = requireObject(value, "patch");
    const document: JsonObject = { ...before };
    for (const field in fields) {
      const inner = fields[field];
      if (field.startsWith("_")) requireUnchanged(field, inner, before, "patch");
      else if (inner === undefined || (isJsonObject(inner) && "$undefined" in inner)) delete document[field];
      else document[field] = inner;
    }
    return this.#write(table, key, before, document);
  }

  replace(id: string, value: Json, options: WriteOptions = {}): string {
    const { table, key, before } = this.#existing(id, "replace", "Replace", options);
    const fields = requireObject(value, "replace");
    const document: JsonObject = { _creationTime: before["_creationTime"] ?? null, _id: before["_id"] ?? null };
    for (const field in fields) {
      const inner = fields[field];
      if (field.startsWith("_")) requireUnchanged(field, inner, before, "replace");
      else if (inner !== undefined) document[field] = inner;
    }
    return this.#write(table, key, before, document);
  }

  remove(id: string, options: WriteOptions = {}): string {
    const { table, key, before, text } = this.#existing(id, "delete", "Delete", options);
    this.metrics.countWrite(0);
    this.#put("docs", key, null);
    this.#written.add(key);
    this.#withCommitTs.delete(key);
    for (const entry of indexKeys(table, before, key)) {
      this.#put("idx", entry, null);
      this.#written.add(entry);
    }
    if (table.hasSearch) this.#writeSearch(searchEntries(table, before, key), new Map());
    return text;
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
    this.#undo ??= [];
    return this.#undo.length;
  }

  rollbackTo(savepoint: Savepoint): void {
    this.#requireOpen();
    // The write set keeps its keys: naming too much is safe, and nested rollbacks are rare.
    while (this.#undo !== null && this.#undo.length > savepoint) {
      const entry = this.#undo.pop();
      if (entry === undefined) break;
      if (entry.before === undefined) this.layer[entry.space].delete(entry.key);
      else this.layer[entry.space].set(entry.key, entry.before);
    }
  }

  release(_savepoint: Savepoint): void {
    // Outer savepoints still need the entries, so there is nothing to free.
  }

  getMeta(key: string): string | null {
    return readThrough(this, "meta", metaKey(key));
  }

  putMeta(key: string, value: string): void {
    this.#requireMutation();
    this.#put("meta", metaKey(key), value);
  }

  deleteMeta(key: string): void {
    this.#requireMutation();
    this.#put("meta", metaKey(key), null);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#host.ended(this);
  }

  /** Replaces `{"$commitTs": null}` in what was written, now that the timestamp is known. Called by `stage`. */
  resolveCommitTs(ts: bigint): void {
    if (this.#withCommitTs.size === 0) return;
    const integer = JSON.stringify(integerJson(ts));
    for (const key of this.#withCommitTs) {
      const text = this.layer.docs.get(key);
      const table = this.#tableOfKey(key);
      if (typeof text !== "string" || !text.includes(COMMIT_TS)) continue;
      const before = parseDocument(text);
      for (const entry of indexKeys(table, before, key)) this.#put("idx", entry, null);
      if (table.hasSearch) this.#writeSearch(searchEntries(table, before, key), searchEntries(table, parseDocument(text.replaceAll(COMMIT_TS, integer)), key));
      // Inside of a JSON string the quotes would be escaped, so this only meets real placeholders.
      const resolved = text.replaceAll(COMMIT_TS, integer);
      this.#put("docs", key, resolved);
      for (const entry of indexKeys(table, parseDocument(resolved), key)) {
        this.#put("idx", entry, key);
        this.#written.add(entry);
      }
    }
  }

  #existing(
    id: string,
    method: string,
    verb: string,
    options: WriteOptions,
  ): { table: TableInfo; key: Key; before: JsonObject; text: string } {
    this.#requireMutation();
    const located = this.#locate(id, method, options.table);
    if (located !== null) this.#requireWritable(located.table.name, options);
    const text = located === null ? null : this.#read(located.key);
    if (located === null || text === null) throw new EngineError("NonexistentDocument", `${verb} on nonexistent document ID ${id}`);
    return { ...located, before: parseDocument(text), text };
  }

  #read(key: Key): string | null {
    this.#points.add(key);
    const text = readThrough(this, "docs", key);
    this.metrics.countRead(text === null ? 0 : text.length);
    return text;
  }

  #write(table: TableInfo, key: Key, before: JsonObject | null, document: JsonObject): string {
    const problem = describeUnstorable(document, MAX_DOCUMENT_NESTING);
    if (problem !== null) throw new EngineError("InvalidValue", problem);
    const bytes = sizeOf(document);
    const tooLarge = describeTooLarge(bytes);
    if (tooLarge !== null) throw new EngineError("ValueTooLarge", tooLarge);
    if (table.validator !== null) {
      const mismatch = checkDocument(table.validator, document, (id) => this.catalog.tableOfId(id));
      if (mismatch !== null) {
        throw new EngineError(
          "SchemaMismatch",
          `Failed to insert or update a document in table "${table.name}" because it does not match the schema: ${mismatch}`,
        );
      }
    }
    const { prepared } = table;
    if (prepared !== null && prepared.validator !== null && checkDocument(prepared.validator, document, (id) => this.catalog.tableOfId(id)) !== null) {
      // What was prepared does not hold any more; the next start looks at every document itself, and names this one.
      this.catalog.setPrepared(table, { validator: null, cursor: prepared.cursor });
    }
    this.metrics.countWrite(bytes);
    const text = JSON.stringify(document);
    if (text.includes(COMMIT_TS)) this.#withCommitTs.add(key);
    this.#put("docs", key, text);
    this.#written.add(key);
    const old = before === null ? [] : indexKeys(table, before, key);
    const fresh = indexKeys(table, document, key);
    for (let i = 0; i < fresh.length; i++) {
      const entry = fresh[i];
      const replaced = old[i];
      if (entry === undefined) continue;
      // An index entry that stays needs no write, but its readers must hear of the new document.
      if (replaced !== entry) {
        if (replaced !== undefined) this.#put("idx", replaced, null);
        this.#put("idx", entry, key);
      }
      if (replaced !== undefined) this.#written.add(replaced);
      this.#written.add(entry);
    }
    if (table.hasSearch) this.#writeSearch(before === null ? new Map() : searchEntries(table, before, key), searchEntries(table, document, key));
    return text;
  }

  /** Entries that stay as they are need no write, but those who found them must hear of the new document. */
  #writeSearch(old: ReadonlyMap<Key, string>, fresh: ReadonlyMap<Key, string>): void {
    for (const entry of old.keys()) {
      if (!fresh.has(entry)) this.#put("idx", entry, null);
      this.#written.add(entry);
    }
    for (const [entry, value] of fresh) {
      if (old.get(entry) !== value) this.#put("idx", entry, value);
      this.#written.add(entry);
    }
  }

  #put(space: "docs" | "idx" | "meta", key: Key, value: string | null): void {
    const map = this.layer[space];
    this.#undo?.push({ space, key, before: map.get(key) });
    map.set(key, value);
  }

  #locate(id: string, method: string, expected: string | undefined): { table: TableInfo; key: Key } | null {
    // An id of a table that is not there (any more) is still an id, and its document just as absent.
    const located = typeof id === "string" ? this.catalog.locate(id) : null;
    if (located === null && (typeof id !== "string" || decodeId(id) === null)) {
      throw new EngineError(
        "InvalidId",
        `Invalid argument \`id\` for \`db.${method}\`: Unable to decode ID: ${JSON.stringify(id)} is not a document ID.`,
      );
    }
    if (located !== null && expected !== undefined && located.table.name !== expected) {
      throw new EngineError(
        "InvalidId",
        `Invalid argument \`id\` for \`db.${method}\`: expected an ID of table "${expected}", got ID ${id} of table "${located.table.name}".`,
      );
    }
    return located;
  }

  #tableOfKey(key: Key): TableInfo {
    const number = Buffer.from(key.slice(0, 4), "latin1").readUInt32BE();
    const table = this.catalog.tableByNumber(number);
    if (table === null) throw new Error(`There is no table with number ${number}.`);
    return table;
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw new EngineError("TransactionClosed", "This transaction has ended. Was a database call not awaited?");
  }

  #requireMutation(): void {
    this.#requireOpen();
    if (this.kind !== "mutation") throw new EngineError("ReadOnly", "Writes are only possible in a mutation.");
  }

  #requireWritable(tableName: string, options: WriteOptions): void {
    this.#requireMutation();
    if (tableName.startsWith("_") && options.system !== true) {
      throw new EngineError("SystemTable", "System tables (prefixed with `_`) are read-only.");
    }
  }
}

/** Host records use the same bytewise order as everything else. */
export function metaKey(key: string): Key {
  return Buffer.from(key, "utf8").toString("latin1");
}

function requireObject(value: Json, method: string): JsonObject {
  if (isJsonObject(value) && specialKind(value) === null) return value;
  throw new EngineError("InvalidValue", `Invalid argument \`value\` for \`db.${method}\`: a document must be an object.`);
}

function requireUnchanged(field: string, value: Json | undefined, before: JsonObject, method: string): void {
  if (Object.hasOwn(before, field) && before[field] === value) return;
  throw new EngineError(
    "SystemField",
    `Field "${field}" cannot be changed by ${method}: fields that start with an underscore are reserved.`,
  );
}
