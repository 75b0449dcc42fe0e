import type { Store } from "../store/store.ts";
import { checkDocument } from "../values/validate.ts";
import { isWider } from "../values/widening.ts";
import type { Catalog } from "./catalog.ts";
import { idOfKey, indexKey, parseDocument } from "./index-keys.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import { SchemaError } from "./errors.ts";
import { declaredIndexes, parseSchema, sameFields } from "./exported-schema.ts";
import { addSearchEntries } from "./search-entries.ts";
import type { JsonObject } from "../values/json.ts";

/*
 * Work ahead of a start with another schema, while writers go on: new indexes are filled under a name that no function can ask for, and
 * documents are checked against the new validators. Writers keep up what was done, because they write every index of a table, and check
 * against both validators. How far it got is kept in the catalog, so that an interrupted preparation goes on where it was.
 */

const SUFFIX = "~next";
/** Documents that are looked at in one commit. */
const CHUNK = 250;

/** The name under which an index of the next schema is filled. */
export const nextName = (name: string): string => name + SUFFIX;

export const isNextName = (name: string): boolean => name.endsWith(SUFFIX);

/** Notes what the schema needs that is not there; indexes and progress that it does not need are forgotten. */
export function planPreparation(catalog: Catalog, store: Store, exported: string | null): void {
  const definitions = new Map(parseSchema(exported).tables.map((definition) => [definition.tableName, definition]));
  for (const table of catalog.tables()) {
    const definition = definitions.get(table.name);
    const declared = definition === undefined ? [] : [...declaredIndexes(definition)];
    const wanted = new Map(
      declared.flatMap(([name, fields]) =>
        sameFields(table.indexes.get(name)?.fields, fields) ? [] : [[nextName(name), fields] as const],
      ),
    );
    for (const { name, fields, prefix } of table.indexes.values()) {
      if (!isNextName(name) || sameFields(wanted.get(name), fields)) continue;
      store.deleteRange("idx", prefix, `${prefix}\xff`);
      catalog.dropIndex(table, name);
    }
    const added = [...wanted].filter(([name]) => !table.indexes.has(name));
    for (const [name, fields] of added) catalog.addIndex(table, name, fields);
    const validator = definition?.documentType ?? null;
    const isCovered = validator === null || (table.validator !== null && isWider(validator, table.validator));
    const goal = isCovered ? null : validator;
    const isSame = table.prepared !== null && JSON.stringify(table.prepared.validator) === JSON.stringify(goal);
    if (isSame && added.length === 0) continue;
    catalog.setPrepared(table, wanted.size === 0 && goal === null ? null : { validator: goal, cursor: "" });
  }
}

/**
 * Goes on with some documents, inside the store transaction that the caller has begun.
 *
 * @returns how many documents were looked at; 0: all is ready
 * @throws SchemaError for a document that does not match
 */
export function continuePreparation(catalog: Catalog, store: Store): number {
  const table = catalog.tables().find(({ prepared }) => prepared !== null && prepared.cursor !== null);
  if (table?.prepared === null || table === undefined || table.prepared.cursor === null) return 0;
  const { validator, cursor } = table.prepared;
  const start = cursor === "" ? table.prefix : `${cursor}\x00`;
  const rows = store.scan("docs", start, `${table.prefix}${"\xff".repeat(17)}`, { limit: CHUNK });
  const added = [...table.indexes.values()].filter(({ name }) => isNextName(name));
  for (const { key, value } of rows) {
    const document = parseDocument(value);
    const problem = validator === null ? null : checkDocument(validator, document, (id) => catalog.tableOfId(id));
    if (problem !== null) throw new SchemaError(describeMismatch(table, key, problem));
    for (const index of added) fillIndex(store, index, document, key);
  }
  catalog.setPrepared(table, { validator, cursor: rows.length < CHUNK ? null : (rows.at(-1)?.key ?? null) });
  return Math.max(1, rows.length);
}

/** Puts a document that is there into an index that is not yet used, inside the store transaction that the caller has begun. */
export function fillIndex(store: Store, index: IndexInfo, document: JsonObject, key: string): void {
  if (index.kind === "ordered") return store.put("idx", indexKey(index, document, key), key);
  const entries = new Map<string, string>();
  addSearchEntries(entries, index, document, key);
  for (const [entry, value] of entries) store.put("idx", entry, value);
}

/** Whether an index of the next schema is filled. */
export function isFilled(table: TableInfo, name: string, fields: readonly string[]): boolean {
  return table.prepared?.cursor === null && sameFields(table.indexes.get(nextName(name))?.fields, fields);
}

export function describeMismatch(table: TableInfo, key: string, problem: string): string {
  return `Schema validation failed. Document with ID "${idOfKey(table, key)}" in table "${table.name}" does not match the schema: ${problem}`;
}
