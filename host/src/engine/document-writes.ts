import type { JsonObject } from "../values/json.ts";
import { integerJson } from "../values/order.ts";
import { describeTooLarge, describeUnstorable, MAX_DOCUMENT_NESTING, sizeOf } from "../values/size.ts";
import { checkDocument } from "../values/validate.ts";
import type { Catalog } from "./catalog.ts";
import { indexKeys, parseDocument } from "./index-keys.ts";
import type { TableInfo } from "./table-info.ts";
import { EngineError } from "./errors.ts";
import type { OwnWrites } from "./own-writes.ts";
import { searchEntries } from "./search-entries.ts";
import type { Key } from "./types.ts";
import type { Usage } from "./usage.ts";

/** Where a document is written to. */
export interface WriteTarget {
  readonly catalog: Catalog;
  readonly metrics: Usage;
  readonly own: OwnWrites;
}

const COMMIT_TS = '{"$commitTs":null}';

/**
 * Writes a document, and its entries in every index.
 *
 * @param before what it replaces; null: nothing
 * @returns its text
 * @throws EngineError when it cannot be stored, or does not match the schema
 */
export function writeDocument(target: WriteTarget, table: TableInfo, key: Key, before: JsonObject | null, document: JsonObject): string {
  const { own } = target;
  const bytes = checkedSize(document);
  checkSchema(target.catalog, table, document);
  target.metrics.countWrite(bytes);
  const text = JSON.stringify(document);
  if (text.includes(COMMIT_TS)) own.withCommitTs.add(key);
  own.put("docs", key, text);
  own.keys.add(key);
  const old = before === null ? [] : indexKeys(table, before, key);
  const fresh = indexKeys(table, document, key);
  for (let i = 0; i < fresh.length; i++) {
    const entry = fresh[i];
    const replaced = old[i];
    if (entry === undefined) continue;
    // An index entry that stays needs no write, but its readers must hear of the new document.
    if (replaced !== entry) {
      if (replaced !== undefined) own.put("idx", replaced, null);
      own.put("idx", entry, key);
    }
    if (replaced !== undefined) own.keys.add(replaced);
    own.keys.add(entry);
  }
  if (table.hasSearch)
    writeSearch(own, before === null ? new Map() : searchEntries(table, before, key), searchEntries(table, document, key));
  return text;
}

/** Removes a document, and its entries from every index. */
export function removeDocument({ own, metrics }: WriteTarget, table: TableInfo, key: Key, before: JsonObject): void {
  metrics.countWrite(0);
  own.put("docs", key, null);
  own.keys.add(key);
  own.withCommitTs.delete(key);
  for (const entry of indexKeys(table, before, key)) {
    own.put("idx", entry, null);
    own.keys.add(entry);
  }
  if (table.hasSearch) writeSearch(own, searchEntries(table, before, key), new Map());
}

/** Replaces `{"$commitTs": null}` in what was written, now that the timestamp is known. */
export function resolveCommitTs({ own, catalog }: WriteTarget, ts: bigint): void {
  if (own.withCommitTs.size === 0) return;
  const integer = JSON.stringify(integerJson(ts));
  for (const key of own.withCommitTs) {
    const text = own.layer.docs.get(key);
    const table = tableOfKey(catalog, key);
    if (typeof text !== "string" || !text.includes(COMMIT_TS)) continue;
    const before = parseDocument(text);
    // Inside of a JSON string the quotes would be escaped, so this only meets real placeholders.
    const resolved = text.replaceAll(COMMIT_TS, integer);
    const after = parseDocument(resolved);
    for (const entry of indexKeys(table, before, key)) own.put("idx", entry, null);
    if (table.hasSearch) writeSearch(own, searchEntries(table, before, key), searchEntries(table, after, key));
    own.put("docs", key, resolved);
    for (const entry of indexKeys(table, after, key)) {
      own.put("idx", entry, key);
      own.keys.add(entry);
    }
  }
}

function checkedSize(document: JsonObject): number {
  const problem = describeUnstorable(document, MAX_DOCUMENT_NESTING);
  if (problem !== null) throw new EngineError("InvalidValue", problem);
  const bytes = sizeOf(document);
  const tooLarge = describeTooLarge(bytes);
  if (tooLarge !== null) throw new EngineError("ValueTooLarge", tooLarge);
  return bytes;
}

function checkSchema(catalog: Catalog, table: TableInfo, document: JsonObject): void {
  if (table.validator !== null) {
    const mismatch = checkDocument(table.validator, document, (id) => catalog.tableOfId(id));
    if (mismatch !== null) {
      throw new EngineError(
        "SchemaMismatch",
        `Failed to insert or update a document in table "${table.name}" because it does not match the schema: ${mismatch}`,
      );
    }
  }
  const { prepared } = table;
  if (
    prepared !== null &&
    prepared.validator !== null &&
    checkDocument(prepared.validator, document, (id) => catalog.tableOfId(id)) !== null
  ) {
    // What was prepared does not hold any more; the next start looks at every document itself, and names this one.
    catalog.setPrepared(table, { validator: null, cursor: prepared.cursor });
  }
}

/** Entries that stay as they are need no write, but those who found them must hear of the new document. */
function writeSearch(own: OwnWrites, old: ReadonlyMap<Key, string>, fresh: ReadonlyMap<Key, string>): void {
  for (const entry of old.keys()) {
    if (!fresh.has(entry)) own.put("idx", entry, null);
    own.keys.add(entry);
  }
  for (const [entry, value] of fresh) {
    if (old.get(entry) !== value) own.put("idx", entry, value);
    own.keys.add(entry);
  }
}

function tableOfKey(catalog: Catalog, key: Key): TableInfo {
  const table = catalog.tableByPrefix(key.slice(0, 4));
  if (table === null) throw new Error("A document was written that is of no table.");
  return table;
}
