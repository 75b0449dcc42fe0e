import type { Key } from "./types.ts";

const MAX_CHUNK = 512;

/**
 * A map with ordered keys. The keys lie in sorted chunks of bounded size, so that an insert moves at most a few hundred of
 * them, and appending (new documents sort last) moves none.
 */
export class SortedMap<V> {
  readonly #values = new Map<Key, V>();
  readonly #chunks: Key[][] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: Key): V | undefined {
    return this.#values.get(key);
  }

  set(key: Key, value: V): void {
    const isNew = !this.#values.has(key);
    this.#values.set(key, value);
    if (isNew) this.#insert(key);
  }

  delete(key: Key): void {
    if (!this.#values.delete(key)) return;
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return;
    chunk.splice(lowerBound(chunk, key), 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** The smallest key `>= key`. */
  atOrAfter(key: Key): Key | undefined {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    return chunk?.[lowerBound(chunk, key)] ?? this.#chunks[at + 1]?.[0];
  }

  /** The greatest key `< key`. */
  before(key: Key): Key | undefined {
    const at = this.#chunkFor(key);
    const chunk = this.#chunks[at];
    return chunk?.[lowerBound(chunk, key) - 1] ?? this.#chunks[at - 1]?.at(-1);
  }

  *entries(): Generator<[Key, V]> {
    for (const chunk of this.#chunks) {
      for (const key of chunk) {
        const value = this.#values.get(key);
        if (value !== undefined) yield [key, value];
      }
    }
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
