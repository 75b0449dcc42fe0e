import { acquireLock } from "../store/lock.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { encodeU32 } from "../values/order.ts";
import { Catalog } from "./catalog.ts";
import { idOfKey, indexKeys, parseDocument } from "./index-keys.ts";
import { remainsOf, type TableInfo } from "./table-info.ts";
import { CATALOG_KEY } from "./saved-state.ts";
import { plainName } from "./index-kinds.ts";
import { isNextName } from "./prepare.ts";
import { searchEntries } from "./search-entries.ts";

const CHUNK = 1000;
const MAX_PROBLEMS = 20;

export interface Checked {
  readonly tables: number;
  readonly documents: number;
  /** What is wrong, at most 20 of it; empty when all is as it must be. */
  readonly problems: readonly string[];
}

/**
 * Reads a whole data folder that no host serves: whether SQLite finds its file sound, whether every document is in each of its indexes,
 * and whether the indexes hold nothing else.
 *
 * @throws when the folder is in use, or when the file cannot be opened at all
 */
export function checkFolder(directory: string): Checked {
  const lock = acquireLock(directory);
  try {
    const store = openSqliteStore(directory);
    try {
      const problems = store.damages();
      const catalog = Catalog.load(problems.length > 0 ? null : store.get("meta", CATALOG_KEY));
      const tables = catalog.tables();
      if (problems.length === 0) problems.push(...strays(store, catalog));
      let documents = 0;
      for (const table of tables) documents += checkTable(store, table, (problem) => problems.push(`${table.name}: ${problem}`));
      return { tables: tables.length, documents, problems: problems.slice(0, MAX_PROBLEMS) };
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

/** What lies where no table, and nothing that is still to be removed, has its documents and entries. */
function strays(store: Store, catalog: Catalog): string[] {
  const known = [...catalog.tables().map(remainsOf), ...catalog.remains];
  const count = (space: "docs" | "idx", numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + store.countRange(space, encodeU32(number), encodeU32(number + 1)), 0);
  const of = { docs: known.map(({ storage }) => storage), idx: known.flatMap(({ indexes }) => indexes) };
  return (["docs", "idx"] as const).flatMap((space) => {
    const stray = store.countRange(space, "", "\xff".repeat(5)) - count(space, of[space]);
    return stray === 0 ? [] : [`${stray} rows of ${space} belong to no table`];
  });
}

function checkTable(store: Store, table: TableInfo, report: (problem: string) => void): number {
  // Indexes that are still being filled for a schema to come.
  if (table.prepared !== null && table.prepared.cursor !== null)
    for (const name of table.indexes.keys()) if (isNextName(name)) table.indexes.delete(name);
  const end = `${table.prefix}${"\xff".repeat(17)}`;
  let documents = 0;
  /** How many entries each index for search must have. */
  const searched = new Map<string, number>();
  for (let start = table.prefix; ;) {
    const rows = store.scan("docs", start, end, { limit: CHUNK });
    for (const { key, value } of rows) {
      const document = parseDocument(value);
      const id = idOfKey(table, key);
      if (document["_id"] !== id) report(`the document ${id} says that it is ${JSON.stringify(document["_id"])}`);
      for (const entry of indexKeys(table, document, key)) {
        if (store.get("idx", entry) !== key) report(`the document ${id} is missing in an index`);
      }
      for (const [entry, value] of searchEntries(table, document, key)) {
        if (store.get("idx", entry) !== value) report(`the document ${id} is missing in an index for search`);
        const prefix = entry.slice(0, 4);
        searched.set(prefix, (searched.get(prefix) ?? 0) + 1);
      }
    }
    documents += rows.length;
    const last = rows.at(-1);
    if (last === undefined) break;
    start = `${last.key}\x00`;
  }
  for (const { name, prefix, kind } of table.indexes.values()) {
    const entries = store.countRange("idx", prefix, `${prefix}${"\xff".repeat(8)}`);
    const expected = kind === "ordered" ? documents : (searched.get(prefix) ?? 0);
    if (entries !== expected) report(`the index ${plainName(name)} has ${entries} entries, not ${expected}, for ${documents} documents`);
  }
  return documents;
}
