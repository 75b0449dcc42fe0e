import { decodeId } from "../values/ids.ts";
import { encodeU32 } from "../values/order.ts";
import type { ValidatorJson } from "../values/validate.ts";
import { EngineError } from "./errors.ts";
import { kindOf } from "./index-kinds.ts";
import type { Saved, SavedTable } from "./saved-catalog.ts";
import { remainsOf, setIndex, type IndexInfo, type Prepared, type Remains, type TableInfo } from "./table-info.ts";
import type { Key } from "./types.ts";

const FIRST_USER_TABLE = 10_001;
const FIRST_SYSTEM_TABLE = 9_001;
const FIRST_INDEX = 0x8000_0001;
/** Documents of a table lie under its number, but for those of a table whose content was exchanged: they lie under one of these. */
const FIRST_STORAGE = 0x4000_0001;
const CREATION_INDEX = "by_creation_time";

/** Which tables and indexes there are, with the numbers that stand for them in keys and ids. */
export class Catalog {
  readonly #byName = new Map<string, TableInfo>();
  readonly #byNumber = new Map<number, TableInfo>();
  #nextUserTable = FIRST_USER_TABLE;
  #nextSystemTable = FIRST_SYSTEM_TABLE;
  #nextIndex = FIRST_INDEX;
  #nextStorage = FIRST_STORAGE;
  #remains: readonly Remains[] = [];
  /** True when `save()` would differ from what was loaded or marked as saved. */
  isDirty = false;

  /** From the text that `save` gave; null for an empty data folder. */
  static load(saved: string | null): Catalog {
    const catalog = new Catalog();
    if (saved === null) return catalog;
    // Written by `save` below and protected by SQLite's own integrity.
    const { nextUserTable, nextSystemTable, nextIndex, tables, nextStorage, remains } = JSON.parse(saved) as Saved;
    catalog.#nextUserTable = nextUserTable;
    catalog.#nextSystemTable = nextSystemTable;
    catalog.#nextIndex = nextIndex;
    catalog.#nextStorage = nextStorage ?? FIRST_STORAGE;
    catalog.#remains = remains ?? [];
    for (const { name, number, storage = number, indexes, validator, prepared } of tables) {
      const table: TableInfo = {
        name,
        number,
        storage,
        prefix: encodeU32(storage),
        indexes: new Map(),
        hasSearch: false,
        validator,
        prepared: prepared ?? null,
      };
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
      ...(table.storage === table.number ? {} : { storage: table.storage }),
    }));
    const saved: Saved = { nextUserTable: this.#nextUserTable, nextSystemTable: this.#nextSystemTable, nextIndex: this.#nextIndex, tables };
    return JSON.stringify(this.format === 1 ? saved : { ...saved, nextStorage: this.#nextStorage, remains: this.#remains });
  }

  /** The oldest format of the file in which this can be kept. Hosts that know only the first one look for documents under the table's number. */
  get format(): number {
    return this.#nextStorage === FIRST_STORAGE && this.tables().every(({ number, storage }) => number === storage) ? 1 : 2;
  }

  /** The same in an object of its own; changes of one are none of the other. */
  copy(): Catalog {
    const copy = Catalog.load(this.save());
    copy.isDirty = this.isDirty;
    return copy;
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
    const storage = number < FIRST_STORAGE ? number : this.#nextStorage++;
    const table: TableInfo = {
      name,
      number,
      storage,
      prefix: encodeU32(storage),
      indexes: new Map(),
      hasSearch: false,
      validator: null,
      prepared: null,
    };
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

  /** The table whose documents have keys with that beginning. */
  tableByPrefix(prefix: Key): TableInfo | null {
    return this.tables().find((table) => table.prefix === prefix) ?? null;
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
    Object.assign(table, { number });
    this.#byNumber.set(number, table);
    // A number that was given is never given again.
    if (table.name.startsWith("_")) this.#nextSystemTable = Math.max(this.#nextSystemTable, number + 1);
    else this.#nextUserTable = Math.max(this.#nextUserTable, number + 1);
    this.isDirty = true;
  }

  /** Storages and indexes that belong to no table, or not yet. */
  get remains(): readonly Remains[] {
    return this.#remains;
  }

  set remains(remains: readonly Remains[]) {
    this.#remains = remains;
    this.isDirty = true;
  }

  /** A number that was never given before, for another content of a table. */
  spareStorage(): Pick<TableInfo, "storage" | "prefix"> {
    this.isDirty = true;
    const storage = this.#nextStorage++;
    return { storage, prefix: encodeU32(storage) };
  }

  /** The same indexes under numbers that were never given before. */
  spareIndexes(indexes: Iterable<IndexInfo>): Map<string, IndexInfo> {
    this.isDirty = true;
    return new Map(
      [...indexes].map((index) => {
        const number = this.#nextIndex++;
        return [index.name, { ...index, number, prefix: encodeU32(number) }];
      }),
    );
  }

  /** Gives a table another content. What it had is from then on among the remains. */
  exchange(table: TableInfo, content: Pick<TableInfo, "storage" | "prefix" | "indexes">): void {
    const isOfContent = ({ storage }: Remains) => storage === content.storage;
    this.remains = [...this.#remains.filter((one) => !isOfContent(one)), remainsOf(table)];
    Object.assign(table, content);
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
