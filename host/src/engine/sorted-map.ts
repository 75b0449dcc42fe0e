import type { Key } from "./types.ts";

const MAX_CHUNK = 512;

/**
 * A map with ordered keys. The keys lie in sorted chunks of bounded size, so that an insert moves at most a few hundred of
 * them, and appending (new documents sort last) moves none. They are put in order when somebody asks for it: most
 * transactions write a few keys and never do.
 */
export class SortedMap<V> {
  #values: Map<Key, V> | null = null;
  #chunks: Key[][] = [];
  /** Keys that are in no chunk yet. */
  #loose: Key[] = [];

  get size(): number {
    return this.#values === null ? 0 : this.#values.size;
  }

  get(key: Key): V | undefined {
    return this.#values === null ? undefined : this.#values.get(key);
  }

  set(key: Key, value: V): void {
    this.#values ??= new Map();
    const before = this.#values.size;
    this.#values.set(key, value);
    if (this.#values.size > before) this.#loose.push(key);
  }

  delete(key: Key): void {
    if (this.#values?.delete(key) !== true) return;
    this.#order();
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    chunk.splice(lowerBound(chunk, key), 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** The smallest key `>= key`. */
  atOrAfter(key: Key): Key | undefined {
    this.#order();
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    return chunk?.[lowerBound(chunk, key)] ?? this.#chunks[at + 1]?.[0];
  }

  /** The greatest key `< key`. */
  before(key: Key): Key | undefined {
    this.#order();
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    return chunk?.[lowerBound(chunk, key) - 1] ?? this.#chunks[at - 1]?.at(-1);
  }

  /** Visits all in the order of their keys. */
  each(visit: (key: Key, value: V) => void): void {
    this.#order();
    for (const chunk of this.#chunks) {
      for (const key of chunk) {
        const value = this.#values?.get(key);
        if (value !== undefined) visit(key, value);
      }
    }
  }

  /** Visits all, in any order. */
  eachAnyhow(visit: (key: Key, value: V) => void): void {
    this.#values?.forEach((value, key) => visit(key, value));
  }

  #order(): void {
    if (this.#loose.length === 0) return;
    const loose = this.#loose;
    this.#loose = [];
    if (this.#chunks.length > 0 || loose.length === 1) {
      for (const key of loose) this.#insert(key);
      return;
    }
    loose.sort(byOrder);
    for (let at = 0; at < loose.length; at += MAX_CHUNK) this.#chunks.push(loose.slice(at, at + MAX_CHUNK));
  }

  #insert(key: Key): void {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([key]);
      return;
    }
    const last = chunk[chunk.length - 1];
    if (last !== undefined && last < key) chunk.push(key);
    else chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length <= MAX_CHUNK) return;
    // Ascending inserts leave full chunks behind instead of half-empty ones.
    const keep = at === this.#chunks.length - 1 && chunk[chunk.length - 1] === key ? MAX_CHUNK : MAX_CHUNK / 2;
    this.#chunks.splice(at + 1, 0, chunk.splice(keep));
  }

  /** The chunk whose span the key falls into: the last one that starts at or before it, else the first. */
  #chunkFor(key: Key): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const first = this.#chunks[middle]?.[0];
      if (first !== undefined && first <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

// The default order of `sort`, by code units, without making a text of each key again.
const byOrder = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0);

function lowerBound(sorted: readonly Key[], key: Key): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = sorted[middle];
    if (candidate !== undefined && candidate < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
