import { encodeId } from "../values/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";
import { encodeValue, valueAtPath } from "../values/order.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import type { Key } from "./types.ts";

/*
 * Keys: a document is at u32(storage of its table) | 16 id bytes; an index entry at u32(index number) | fields | creation time |
 * 16 id bytes. Index numbers have the top bit set, so both kinds of key can share one read set.
 */

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
