import { encodeValue, valueAtPath } from "../values/order.ts";
import type { Catalog } from "./catalog.ts";
import { parseDocument } from "./index-keys.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import { EngineError } from "./errors.ts";
import { textIndexName } from "./index-kinds.ts";
import { hashOf, hashOffset, inverted, readTextEntry, SUFFIX_LENGTH } from "./search-entries.ts";
import { termsOf } from "./text-terms.ts";
import type { QuerySource } from "./query-types.ts";
import type { Key } from "./types.ts";
import { RangeCursor, readThrough, type Row, type View } from "./view.ts";

/** As on Convex: further words are left out, further filters are refused, and further results cannot be read. */
const MAX_TERMS = 16;
const MAX_FILTERS = 8;
const MAX_RESULTS = 1024;
/** Of a word that more documents have, the newest of these are found. It bounds how long one search may hold the thread. */
const MAX_MATCHES = 8192;
/** The usual constants of BM25: how soon another occurrence adds nothing, and how much a long text counts less. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
/** Of what the last word of the query counts, this much for every word that begins with it; the rest only for the word itself. */
const PREFIX_WEIGHT = 0.5;

export interface TextSearch {
  readonly table: TableInfo;
  readonly index: IndexInfo;
  readonly terms: readonly string[];
  readonly filters: readonly { readonly field: string; readonly encoded: string; readonly offset: number }[];
}

/** What a search needs of its transaction. */
interface SearchReader extends View {
  openRange(range: [Key, Key]): void;
}

/** Checks a search against its index. Throws `EngineError` for one that Convex would refuse too. */
export function planSearch(catalog: Catalog, source: QuerySource & { type: "Search" }): TextSearch {
  const dot = source.indexName.indexOf(".");
  const table = catalog.table(source.indexName.slice(0, dot));
  const index = table.indexes.get(textIndexName(source.indexName.slice(dot + 1)));
  const refuse = (why: string) => new EngineError("InvalidSearch", `Search query against ${source.indexName} ${why}`);
  if (index === undefined) throw new EngineError("IndexNotFound", `Search index ${source.indexName} not found.`);
  const searches = source.filters.filter((filter) => filter.type === "Search");
  const equalities = source.filters.filter((filter) => filter.type === "Eq");
  const [search] = searches;
  if (search === undefined || searches.length > 1) throw refuse(`contains ${searches.length} search filters. There must be exactly one.`);
  if (typeof search.value !== "string") throw refuse("must search for a string.");
  if (search.fieldPath !== index.fields[0])
    throw refuse(`contains a search filter on "${search.fieldPath}", but its search field is "${index.fields[0]}".`);
  if (equalities.length > MAX_FILTERS) throw refuse(`has too many filter conditions. Max: ${MAX_FILTERS} Actual: ${equalities.length}`);
  const filters = equalities.map(({ fieldPath, value }) => {
    const number = index.fields.indexOf(fieldPath, 1) - 1;
    if (number < 0) throw refuse(`contains an equality filter on "${fieldPath}", which is none of its filter fields.`);
    return { field: fieldPath, encoded: encodeValue(value), offset: hashOffset(index, number) };
  });
  return { table, index, terms: termsOf(search.value).slice(0, MAX_TERMS), filters };
}

interface Match {
  readonly length: number;
  /** How often each word of the query is in the text. */
  readonly counts: number[];
}

/**
 * The documents that have one of the words, the best first. Every entry of every word is read and is part of the read set, and the
 * ranking knows nothing else: how rare a word is, and how long texts are, is counted among the documents that were found. So the answer
 * can only change when a document that has one of the words does, and then those who follow it are told.
 */
export class TextRows {
  readonly #reader: SearchReader;
  readonly #search: TextSearch;
  readonly #start: Key;
  readonly #end: Key;
  readonly #isBounded: boolean;
  #ranked: readonly Key[] | null = null;
  #next = 0;

  /** Rows after `start` and before `end`, which are positions that rows of an earlier answer had. */
  constructor(reader: SearchReader, search: TextSearch, start: Key, end: Key, isBounded: boolean) {
    this.#reader = reader;
    this.#search = search;
    this.#start = start;
    this.#end = end;
    this.#isBounded = isBounded;
  }

  next(): Row | null {
    this.#ranked ??= this.#rank();
    for (;;) {
      const position = this.#ranked[this.#next];
      if (position === undefined && this.#next === MAX_RESULTS && !this.#isBounded) {
        throw new EngineError(
          "SearchQueryScannedTooManyDocuments",
          `Search query scanned too many documents (fetched ${MAX_RESULTS}). Consider using a smaller limit, paginating the query, or using a filter field to limit the number of documents pulled from the search index.`,
        );
      }
      if (position === undefined || position >= this.#end) return null;
      this.#next++;
      const row = position < this.#start ? null : this.#read(position);
      if (row !== null) return row;
    }
  }

  /** Null when the document has gone since, by a write of the same mutation, or when only the hash of a filter was equal. */
  #read(position: Key): Row | null {
    const { table, filters } = this.#search;
    const documentKey = table.prefix + inverted(position.slice(-16));
    const text = readThrough(this.#reader, "docs", documentKey);
    if (text === null) return null;
    const document = filters.length === 0 ? null : parseDocument(text);
    if (document !== null && filters.some(({ field, encoded }) => encodeValue(valueAtPath(document, field)) !== encoded)) return null;
    return { key: position, documentKey, document: text };
  }

  /** Positions: the score and then the age, so that their order is that of the answer. */
  #rank(): Key[] {
    const { terms } = this.#search;
    const matches = new Map<Key, Match>();
    const words = [...new Set(terms)];
    const last = terms.at(-1);
    // The last word stands twice: as it is, and for all words that begin with it.
    const weights = [...words.map((word) => (word === last ? 1 - PREFIX_WEIGHT : 1)), PREFIX_WEIGHT];
    words.forEach((word, i) => this.#collect(word, word === last ? weights.length - 1 : null, i, weights.length, matches));
    const frequencies = weights.map((_, i) => [...matches.values()].filter(({ counts }) => (counts[i] ?? 0) > 0).length);
    const meanLength = [...matches.values()].reduce((sum, { length }) => sum + length, 0) / Math.max(1, matches.size);
    const rarities = frequencies.map((frequency) => Math.log(1 + (matches.size - frequency + 0.5) / (frequency + 0.5)));
    const scored = [...matches].map(([suffix, { length, counts }]) => {
      const slowness = SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / meanLength);
      const score = counts.reduce(
        (sum, count, i) => sum + ((weights[i] ?? 0) * (rarities[i] ?? 0) * count * (SATURATION + 1)) / (count + slowness),
        0,
      );
      return { suffix, score };
    });
    // Numbers sort much faster than keys, so that keys are made only for those that can be read.
    const least = Float64Array.from(scored, ({ score }) => -score).sort()[MAX_RESULTS - 1] ?? 0;
    const best = scored.filter(({ score }) => -score <= least);
    return best
      .map(({ suffix, score }) => inverted(encodeValue(score)) + suffix)
      .sort()
      .slice(0, MAX_RESULTS);
  }

  /** Adds what is found of one word. `prefixSlot`: where all words count that begin with it; null when only it counts. */
  #collect(word: string, prefixSlot: number | null, slot: number, slots: number, matches: Map<Key, Match>): void {
    const { index, filters } = this.#search;
    const exact = index.prefix + encodeValue(word);
    // Without the end of the string: the beginning of every word that begins so.
    const start = prefixSlot === null ? exact : exact.slice(0, -1);
    const end = `${start}\xff`;
    const range: [Key, Key] = [start, end];
    this.#reader.openRange(range);
    const hashes = filters.map(({ encoded, offset }) => ({ hash: hashOf(encoded), offset }));
    const cursor = new RangeCursor(this.#reader, "idx", start, end, false, { expectedRows: 256, withDocuments: false });
    let found = 0;
    for (let row = cursor.next(); row !== null; row = cursor.next()) {
      const { key, document: value } = row;
      if (found === MAX_MATCHES) {
        range[1] = key;
        return;
      }
      if (!hashes.every(({ hash, offset }) => value.startsWith(hash, offset))) continue;
      found++;
      const suffix = key.slice(-SUFFIX_LENGTH);
      const { count, length } = readTextEntry(value);
      const isExact = prefixSlot === null || (key.length === exact.length + SUFFIX_LENGTH && key.startsWith(exact));
      const match = matches.get(suffix) ?? { length, counts: Array.from({ length: slots }, () => 0) };
      matches.set(suffix, match);
      for (const at of [isExact ? slot : null, prefixSlot]) if (at !== null) match.counts[at] = (match.counts[at] ?? 0) + count;
    }
  }
}
