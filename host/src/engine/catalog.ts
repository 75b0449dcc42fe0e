import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";
import { decodeId, encodeId } from "../values/ids.ts";
import { encodeU32, encodeValue, valueAtPath } from "../values/order.ts";
import type { ValidatorJson } from "../values/validate.ts";
import { EngineError } from "./errors.ts";
import { kindOf, type IndexKind } from "./index-kinds.ts";
import type { Key } from "./types.ts";

/*
 * Keys: a document is at u32(table number) | 16 id bytes; an index entry at u32(index number) | fields | creation time |
 * 16 id bytes. Index numbers have the top bit set, so both kinds of key can share one read set.
 */

const FIRST_USER_TABLE = 10_001;
const FIRST_SYSTEM_TABLE = 9_001;
const FIRST_INDEX = 0x8000_0001;
const CREATION_INDEX = "by_creation_time";

export interface IndexInfo {
  readonly name: string;
  readonly number: number;
  /** Without the creation time and the id that end every index. For search: the field that is searched, then those that filter. */
  readonly fields: readonly string[];
  readonly kind: IndexKind;
  /** How many numbers a vector has; 0 for other indexes. */
  readonly dimensions: number;
  readonly prefix: Key;
}

export interface TableInfo {
  readonly name: string;
  readonly number: number;
  readonly prefix: Key;
  /** Always holds `by_creation_time`. `by_id` is no index of its own but the documents themselves. */
  readonly indexes: Map<string, IndexInfo>;
  /** Whether one of them is for search. */
  hasSearch: boolean;
  /** What documents are checked against; null: anything goes. */
  validator: ValidatorJson | null;
  /** How far the table is made ready for the schema of the next start (`prepare.ts`); null when it is not. */
  prepared: Prepared | null;
}

export interface Prepared {
  /** What the documents up to the cursor, and all written since, are known to match; null when that is not wanted, or one does not. */
  readonly validator: ValidatorJson | null;
  /** Key of the last document that was looked at; null: all were. */
  readonly cursor: Key | null;
}

interface SavedTable {
  readonly prepared?: Prepared;
  readonly name: string;
  readonly number: number;
  readonly indexes: readonly { readonly name: string; readonly number: number; readonly fields: readonly string[] }[];
  readonly validator: ValidatorJson | null;
}

interface Saved {
  readonly nextUserTable: number;
  readonly nextSystemTable: number;
  readonly nextIndex: number;
  readonly tables: readonly SavedTable[];
}

/** Which tables and indexes there are, with the numbers that stand for them in keys and ids. */
export class Catalog {
  readonly #byName = new Map<string, TableInfo>();
  readonly #byNumber = new Map<number, TableInfo>();
  #nextUserTable = FIRST_USER_TABLE;
  #nextSystemTable = FIRST_SYSTEM_TABLE;
  #nextIndex = FIRST_INDEX;
  /** True when `save()` would differ from what was loaded or marked as saved. */
  isDirty = false;

  /** From the text that `save` gave; null for an empty data folder. */
  static load(saved: string | null): Catalog {
    const catalog = new Catalog();
    if (saved === null) return catalog;
    // Written by `save` below and protected by SQLite's own integrity.
    const { nextUserTable, nextSystemTable, nextIndex, tables } = JSON.parse(saved) as Saved;
    catalog.#nextUserTable = nextUserTable;
    catalog.#nextSystemTable = nextSystemTable;
    catalog.#nextIndex = nextIndex;
    for (const { name, number, indexes, validator, prepared } of tables) {
      const table: TableInfo = { name, number, prefix: encodeU32(number), indexes: new Map(), hasSearch: false, validator, prepared: prepared ?? null };
      for (const index of indexes) setIndex(table, { ...index, ...kindOf(index.name), prefix: encodeU32(index.number) });
      catalog.#add(table);
    }
    catalog.isDirty = false;
    return catalog;
  }

  save(): string {
    const tables: SavedTable[] = this.tables().map((table) => ({
      name: table.name,
      number: table.number,
      indexes: [...table.indexes.values()].map(({ name, number, fields }) => ({ name, number, fields })),
      validator: table.validator,
      ...(table.prepared === null ? {} : { prepared: table.prepared }),
    }));
    const saved: Saved = { nextUserTable: this.#nextUserTable, nextSystemTable: this.#nextSystemTable, nextIndex: this.#nextIndex, tables };
    return JSON.stringify(saved);
  }

  tables(): TableInfo[] {
    return [...this.#byName.values()];
  }

  /** The table of that name, which is created when it does not exist: Convex needs no declaration of a table either. */
  table(name: string): TableInfo {
    const existing = this.#byName.get(name);
    if (existing !== undefined) return existing;
    // Behind an `@` comes the component that the table belongs to.
    if (!/^_?[A-Za-z][A-Za-z0-9_]{0,62}(?:@[A-Za-z0-9_/]+)?$/.test(name)) {
      throw new EngineError(
        "InvalidTableName",
        `Invalid table name "${name}": it must start with a letter and hold only letters, digits and underscores, at most 64.`,
      );
    }
    const number = name.startsWith("_") ? this.#nextSystemTable++ : this.#nextUserTable++;
    const table: TableInfo = { name, number, prefix: encodeU32(number), indexes: new Map(), hasSearch: false, validator: null, prepared: null };
    this.#add(table);
    this.addIndex(table, CREATION_INDEX, []);
    return table;
  }

  hasTable(name: string): boolean {
    return this.#byName.has(name);
  }

  tableByNumber(number: number): TableInfo | null {
    return this.#byNumber.get(number) ?? null;
  }

  /** Only makes the name known; filling it is up to the caller. */
  addIndex(table: TableInfo, name: string, fields: readonly string[]): IndexInfo {
    const number = this.#nextIndex++;
    const index: IndexInfo = { name, number, fields, ...kindOf(name), prefix: encodeU32(number) };
    setIndex(table, index);
    this.isDirty = true;
    return index;
  }

  dropIndex(table: TableInfo, name: string): void {
    table.indexes.delete(name);
    table.hasSearch = [...table.indexes.values()].some(({ kind }) => kind !== "ordered");
    this.isDirty = true;
  }

  /** Gives an index another name. */
  renameIndex(table: TableInfo, from: string, to: string): void {
    const index = table.indexes.get(from);
    if (index === undefined) return;
    table.indexes.delete(from);
    table.indexes.set(to, { ...index, name: to });
    this.isDirty = true;
  }

  setPrepared(table: TableInfo, prepared: Prepared | null): void {
    if (table.prepared === null && prepared === null) return;
    table.prepared = prepared;
    this.isDirty = true;
  }

  setValidator(table: TableInfo, validator: ValidatorJson | null): void {
    table.validator = validator;
    this.isDirty = true;
  }

  /**
   * Gives tables other numbers, so that documents can come with the ids that they have elsewhere. A table that has one of the numbers takes one
   * that became free. The caller has made sure that all of them are empty.
   */
  renumber(numbers: ReadonlyMap<string, number>): void {
    for (const [name, number] of numbers) {
      const table = this.table(name);
      const holder = this.#byNumber.get(number);
      if (holder === table) continue;
      this.#byNumber.delete(table.number);
      if (holder !== undefined) this.#setNumber(holder, table.number);
      this.#setNumber(table, number);
    }
  }

  #setNumber(table: TableInfo, number: number): void {
    Object.assign(table, { number, prefix: encodeU32(number) });
    this.#byNumber.set(number, table);
    // A number that was given is never given again.
    if (table.name.startsWith("_")) this.#nextSystemTable = Math.max(this.#nextSystemTable, number + 1);
    else this.#nextUserTable = Math.max(this.#nextUserTable, number + 1);
    this.isDirty = true;
  }

  /** The table and key of a document id; null when it is no id, or of no known table. */
  locate(id: string): { table: TableInfo; key: Key } | null {
    const decoded = decodeId(id);
    const table = decoded === null ? undefined : this.#byNumber.get(decoded.tableNumber);
    return decoded === null || table === undefined ? null : { table, key: table.prefix + decoded.internal };
  }

  tableOfId(id: string): string | null {
    return this.locate(id)?.table.name ?? null;
  }

  #add(table: TableInfo): void {
    this.#byName.set(table.name, table);
    this.#byNumber.set(table.number, table);
    this.isDirty = true;
  }
}

function setIndex(table: TableInfo, index: IndexInfo): void {
  table.indexes.set(index.name, index);
  if (index.kind !== "ordered") table.hasSearch = true;
}

/** The id text of a document key. */
export function idOfKey(table: TableInfo, key: Key): string {
  return encodeId(table.number, key.slice(4));
}

/** The key of a document in one index that is not for search. */
export function indexKey(index: IndexInfo, document: JsonObject, documentKey: Key): Key {
  return index.prefix + fieldsOf(index, document) + keySuffix(document, documentKey);
}

/** The keys of a document in every index of its table that is not for search. */
export function indexKeys(table: TableInfo, document: JsonObject, documentKey: Key): Key[] {
  const suffix = keySuffix(document, documentKey);
  const keys: Key[] = [];
  for (const index of table.indexes.values()) if (index.kind === "ordered") keys.push(index.prefix + fieldsOf(index, document) + suffix);
  return keys;
}

function fieldsOf(index: IndexInfo, document: JsonObject): string {
  let encoded = "";
  for (const path of index.fields) encoded += encodeValue(valueAtPath(document, path));
  return encoded;
}

/** What ends every key of a document in an index: 9 bytes of its creation time, 16 of its id. */
export function keySuffix(document: JsonObject, documentKey: Key): string {
  return encodeValue(document["_creationTime"]) + documentKey.slice(4);
}

/** Parses the text of a stored document. */
export function parseDocument(text: string): JsonObject {
  const document = JSON.parse(text) as Json;
  if (!isJsonObject(document)) throw new Error("A stored document is not an object.");
  return document;
}
