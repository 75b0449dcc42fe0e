import type { Store } from "../store/store.ts";
import { checkDocument, type ValidatorJson } from "../values/validate.ts";
import { isWider } from "../values/widening.ts";
import type { Catalog } from "./catalog.ts";
import { parseDocument } from "./index-keys.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import { SchemaError } from "./errors.ts";
import { declaredIndexes, parseSchema, sameFields } from "./exported-schema.ts";
import { kindOf, plainName } from "./index-kinds.ts";
import { describeMismatch, fillIndex, isFilled, nextName } from "./prepare.ts";
import type { SchemaChange, SystemTable } from "./types.ts";

const MAX_INDEXES = 32;
const MAX_INDEX_FIELDS = 16;
const CHUNK = 256;

/**
 * Makes the catalog agree with `schema.export()` of npm `convex` and fills new indexes, inside the store transaction that the
 * caller has begun. Throws `SchemaError`, after which the caller must roll back and load the catalog again.
 */
export function applySchemaTo(catalog: Catalog, store: Store, exported: string | null): SchemaChange {
  const schema = parseSchema(exported);
  const change = {
    createdTables: [] as string[],
    createdIndexes: [] as string[],
    droppedIndexes: [] as string[],
    validatedDocuments: 0,
  };
  const declared = new Set<string>();
  for (const definition of schema.tables) {
    const { tableName } = definition;
    if (tableName.startsWith("_")) throw new SchemaError(`Table name "${tableName}" is reserved: it starts with an underscore.`);
    declared.add(tableName);
    if (!catalog.hasTable(tableName)) change.createdTables.push(tableName);
    const table = catalog.table(tableName);
    const wanted = declaredIndexes(definition);
    const filled = [...wanted].filter(
      ([name, fields]) => !sameFields(table.indexes.get(name)?.fields, fields) && isFilled(table, name, fields),
    );
    dropIndexes(
      catalog,
      store,
      table,
      new Map([...wanted, ...filled.map(([name, fields]) => [nextName(name), fields] as const)]),
      change.droppedIndexes,
    );
    for (const [name] of filled) catalog.renameIndex(table, nextName(name), name);
    change.createdIndexes.push(...filled.map(([name]) => `${tableName}.${plainName(name)}`));
    const added = addIndexes(catalog, table, wanted, change.createdIndexes);
    const validator = definition.documentType;
    const isKnown = table.prepared?.cursor === null && JSON.stringify(table.prepared.validator) === JSON.stringify(validator);
    const isStricter = validator !== null && !isKnown && (table.validator === null || !isWider(validator, table.validator));
    catalog.setPrepared(table, null);
    if (JSON.stringify(validator) !== JSON.stringify(table.validator)) catalog.setValidator(table, validator);
    if (added.length > 0 || isStricter) {
      const visited = visitDocuments(catalog, store, table, added, isStricter ? validator : null);
      if (isStricter) change.validatedDocuments += visited;
    }
  }
  // A table that left the schema keeps its documents, unchecked, as on Convex.
  for (const table of catalog.tables()) {
    if (declared.has(table.name) || table.name.startsWith("_")) continue;
    dropIndexes(catalog, store, table, new Map(), change.droppedIndexes);
    if (table.validator !== null) catalog.setValidator(table, null);
    catalog.setPrepared(table, null);
  }
  return change;
}

/** The same for the tables of the host itself, which are never validated. */
export function applySystemTables(catalog: Catalog, store: Store, tables: readonly SystemTable[]): void {
  for (const { name, indexes } of tables) {
    if (!name.startsWith("_")) throw new SchemaError(`The system table "${name}" must start with an underscore.`);
    const table = catalog.table(name);
    const wanted = new Map(Object.entries(indexes));
    dropIndexes(catalog, store, table, wanted, []);
    const added = addIndexes(catalog, table, wanted, []);
    if (added.length > 0) visitDocuments(catalog, store, table, added, null);
  }
}

function dropIndexes(
  catalog: Catalog,
  store: Store,
  table: TableInfo,
  wanted: ReadonlyMap<string, readonly string[]>,
  dropped: string[],
): void {
  for (const index of [...table.indexes.values()]) {
    if (index.name === "by_creation_time" || sameFields(wanted.get(index.name), index.fields)) continue;
    store.deleteRange("idx", index.prefix, `${index.prefix}\xff`);
    catalog.dropIndex(table, index.name);
    dropped.push(`${table.name}.${plainName(index.name)}`);
  }
}

function addIndexes(catalog: Catalog, table: TableInfo, wanted: ReadonlyMap<string, readonly string[]>, created: string[]): IndexInfo[] {
  if (wanted.size > MAX_INDEXES)
    throw new SchemaError(`Table "${table.name}" has ${wanted.size} indexes; at most ${MAX_INDEXES} are allowed.`);
  const added: IndexInfo[] = [];
  for (const [name, fields] of wanted) {
    if (plainName(name) === "by_id" || plainName(name) === "by_creation_time")
      throw new SchemaError(`Index name "${name}" of table "${table.name}" is reserved.`);
    if (kindOf(name).kind === "ordered" && (fields.length === 0 || fields.length > MAX_INDEX_FIELDS)) {
      throw new SchemaError(`Index "${table.name}.${name}" must have between 1 and ${MAX_INDEX_FIELDS} fields.`);
    }
    if (table.indexes.has(name)) continue;
    added.push(catalog.addIndex(table, name, fields));
    created.push(`${table.name}.${plainName(name)}`);
  }
  return added;
}

/** One pass over a table: fills the new indexes and checks each document. Returns how many there are. */
function visitDocuments(
  catalog: Catalog,
  store: Store,
  table: TableInfo,
  added: readonly IndexInfo[],
  validator: ValidatorJson | null,
): number {
  const tableOfId = (id: string) => catalog.tableOfId(id);
  const end = `${table.prefix}${"\xff".repeat(17)}`;
  let start = table.prefix;
  let visited = 0;
  for (;;) {
    const rows = store.scan("docs", start, end, { limit: CHUNK });
    for (const { key, value } of rows) {
      const document = parseDocument(value);
      const problem = validator === null ? null : checkDocument(validator, document, tableOfId);
      if (problem !== null) {
        throw new SchemaError(describeMismatch(table, key, problem));
      }
      for (const index of added) fillIndex(store, index, document, key);
    }
    visited += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return visited;
    start = `${last.key}\x00`;
  }
}
