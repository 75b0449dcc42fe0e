import type { Store } from "../store/store.ts";
import type { Catalog } from "./catalog.ts";
import { EngineError } from "./errors.ts";
import type { SystemTable, TableSummary } from "./types.ts";

export const DEFAULT_SYSTEM_TABLES: readonly SystemTable[] = [
  { name: "_storage", indexes: {} },
  { name: "_scheduled_functions", indexes: {} },
  { name: "_snapshot_imports", indexes: {} },
];

/** The tables with the numbers that their ids have, and their indexes. */
export function describeTables(catalog: Catalog): TableSummary[] {
  return catalog.tables().map(({ name, number, indexes }) => ({
    name,
    number,
    indexes: Object.fromEntries([...indexes.values()].map((index) => [index.name, index.fields])),
  }));
}

/** See `Engine.renumberTables`. Tables whose content is exchanged in the same commit need not be empty. */
export function renumberEmpty(
  catalog: Catalog,
  store: Store,
  numbers: ReadonlyMap<string, number>,
  exchanged: ReadonlySet<string> = new Set(),
): void {
  const touched = [...numbers].flatMap(([name, number]) => [catalog.table(name), catalog.tableByNumber(number)]);
  for (const table of touched) {
    if (
      table === null ||
      exchanged.has(table.name) ||
      store.scan("docs", table.prefix, `${table.prefix}${"\xff".repeat(17)}`, { limit: 1 }).length === 0
    )
      continue;
    throw new EngineError("TableNotEmpty", `The table "${table.name}" has documents, and cannot take or give up a table number.`);
  }
  catalog.renumber(numbers);
}
