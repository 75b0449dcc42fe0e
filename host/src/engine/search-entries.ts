import type { JsonObject } from "../values/json.ts";
import { encodeValue, floatOf, valueAtPath } from "../values/order.ts";
import { keySuffix } from "./index-keys.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import { termsOf } from "./text-terms.ts";
import type { Key } from "./types.ts";

/*
 * Entries of search indexes, in the same space as those of other indexes: they are seen, undone, copied and committed with the document.
 *
 * Text: index | term | creation time and id, inverted so that the newest come first → how often the term is there (1 byte), how many terms
 * there are (3 bytes), and 4 bytes of a hash for each filter field. Vector: index | creation time and id, inverted → the same hashes, and
 * the numbers as float32 of length 1.
 */

/** Length of the creation time and id at the end of a key. */
export const SUFFIX_LENGTH = 25;
const HASH_LENGTH = 4;
const MAX_COUNT = 255;
const MAX_LENGTH = 0xff_ffff;

/** Adds the entries of a document in one index for search. */
export function addSearchEntries(entries: Map<Key, string>, index: IndexInfo, document: JsonObject, documentKey: Key): void {
  const field = valueAtPath(document, index.fields[0] ?? "");
  if (index.kind === "text" && typeof field === "string") {
    const counts = new Map<string, number>();
    const terms = termsOf(field);
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const suffix = inverted(keySuffix(document, documentKey));
    const length = Math.min(terms.length, MAX_LENGTH);
    const rest = String.fromCharCode(length >>> 16, (length >>> 8) & 255, length & 255) + filterHashes(index, document);
    for (const [term, count] of counts)
      entries.set(index.prefix + encodeValue(term) + suffix, String.fromCharCode(Math.min(count, MAX_COUNT)) + rest);
  }
  if (index.kind === "vector" && Array.isArray(field)) {
    const numbers = field.map(floatOf);
    const unit = numbers.length === index.dimensions ? unitVector(numbers) : null;
    if (unit !== null) entries.set(index.prefix + inverted(keySuffix(document, documentKey)), filterHashes(index, document) + unit);
  }
}

/** The entries of a document in every index of its table that is for search. */
export function searchEntries(table: TableInfo, document: JsonObject, documentKey: Key): Map<Key, string> {
  const entries = new Map<Key, string>();
  for (const index of table.indexes.values()) if (index.kind !== "ordered") addSearchEntries(entries, index, document, documentKey);
  return entries;
}

export interface TextEntry {
  readonly count: number;
  readonly length: number;
}

/** Reads the value of a text's entry. */
export function readTextEntry(value: string): TextEntry {
  return { count: value.charCodeAt(0), length: (value.charCodeAt(1) << 16) | (value.charCodeAt(2) << 8) | value.charCodeAt(3) };
}

/** Where the hash of a filter field is in the value of an entry. `number` counts the filter fields. */
export const hashOffset = (index: IndexInfo, number: number): number => (index.kind === "text" ? 4 : 0) + number * HASH_LENGTH;

/** Four bytes that differ for most values that differ. What has the same ones must be compared. */
export function hashOf(encoded: string): string {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < encoded.length; i++) hash = Math.imul(hash ^ encoded.charCodeAt(i), 0x0100_0193);
  return String.fromCharCode(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255);
}

function filterHashes(index: IndexInfo, document: JsonObject): string {
  let hashes = "";
  for (let i = 1; i < index.fields.length; i++) hashes += hashOf(encodeValue(valueAtPath(document, index.fields[i] ?? "")));
  return hashes;
}

/** The direction of a vector as bytes; null when it is none, or holds what is no number. */
export function unitVector(numbers: readonly (number | undefined)[]): string | null {
  let squares = 0;
  for (const number of numbers) {
    if (number === undefined || !Number.isFinite(number)) return null;
    squares += number * number;
  }
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  const unit = Float32Array.from(numbers, (number) => (number ?? 0) * scale);
  return Buffer.from(unit.buffer).toString("latin1");
}

/** Turns the order of byte strings of equal length around. Its own inverse. */
export function inverted(bytes: string): string {
  let result = "";
  for (let i = 0; i < bytes.length; i++) result += String.fromCharCode(255 - bytes.charCodeAt(i));
  return result;
}
