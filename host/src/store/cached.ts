import { SubscriptionIndex, type Handle } from "../engine/subscription-index.ts";
import type { Entry, IndexEntry, Key, ScanOptions, Space, Store, StoreCopy } from "./store.ts";

/** Documents kept in memory, counted in characters: two generations of half of it each. A robot that beats has five, of 5000 characters together. */
const MAX_DOCUMENT_CHARS = 8 * 1024 * 1024;
/** Short looks into an index, such as by `unique()` and `first()`; longer ones are read from the file. */
const MAX_SCAN_ROWS = 8;
const MAX_SCANS = 16_384;

interface Scan {
  readonly name: string;
  readonly rows: readonly Entry[];
  handle: Handle<Scan> | null;
}

/**
 * A store that remembers what was read and written of late, because a heartbeat reads the very rows that the one before it
 * wrote. What it answers is always what the store below would: a document is replaced as it is written, a look into an index
 * is forgotten when an entry in its range comes or goes, and everything is forgotten when a transaction is undone.
 */
export class CachedStore implements Store {
  readonly #store: Store;
  #young = new Map<Key, string | null>();
  #old = new Map<Key, string | null>();
  #youngChars = 0;
  readonly #scans = new Map<string, Scan>();
  readonly #ranges = new SubscriptionIndex<Scan>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(space: Space, key: Key): string | null {
    if (space !== "docs") return this.#store.get(space, key);
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    const value = old === undefined ? this.#store.get(space, key) : old;
    this.#remember(key, value);
    return value;
  }

  scan(space: Space, start: Key, end: Key, options?: ScanOptions): Entry[] {
    return this.#store.scan(space, start, end, options);
  }

  scanDocuments(start: Key, end: Key, options: ScanOptions = {}): IndexEntry[] {
    const { limit = Infinity, reverse = false } = options;
    if (limit > MAX_SCAN_ROWS) return this.#store.scanDocuments(start, end, options);
    const name = `${limit}${reverse ? "<" : ">"}${start.length} ${start}${end}`;
    const known = this.#scans.get(name);
    if (known !== undefined) {
      return known.rows.flatMap(({ key, value }) => {
        const document = this.get("docs", value);
        return document === null ? [] : [{ key, value, document }];
      });
    }
    const found = this.#store.scanDocuments(start, end, options);
    for (const { value, document } of found) this.#remember(value, document);
    const last = found.at(-1)?.key;
    // A full answer was read no further than its last row.
    const isFull = found.length === limit && last !== undefined;
    const range: [Key, Key] = !isFull ? [start, end] : reverse ? [last, end] : [start, `${last}\x00`];
    this.#keep({ name, rows: found.map(({ key, value }) => ({ key, value })), handle: null }, range);
    return found;
  }

  put(space: Space, key: Key, value: string): void {
    this.#changing(space, key, value);
    this.#store.put(space, key, value);
  }

  delete(space: Space, key: Key): void {
    this.#changing(space, key, null);
    this.#store.delete(space, key);
  }

  write(space: Space, rows: readonly (readonly [key: Key, value: string | null])[]): void {
    for (const [key, value] of rows) this.#changing(space, key, value);
    this.#store.write(space, rows);
  }

  deleteRange(space: Space, start: Key, end: Key): void {
    this.#forget();
    this.#store.deleteRange(space, start, end);
  }

  countRange(space: Space, start: Key, end: Key): number {
    return this.#store.countRange(space, start, end);
  }

  get isUncertain(): boolean {
    return this.#store.isUncertain;
  }

  requireFormat(format: number): void {
    this.#store.requireFormat(format);
  }

  begin(): void {
    this.#store.begin();
  }

  commit(): void {
    this.#store.commit();
  }

  rollback(): void {
    this.#forget();
    this.#store.rollback();
  }

  startCopy(path: string): StoreCopy {
    return this.#store.startCopy(path);
  }

  damages(): string[] {
    return this.#store.damages();
  }

  close(): void {
    this.#forget();
    this.#store.close();
  }

  #changing(space: Space, key: Key, value: string | null): void {
    if (space === "docs") this.#remember(key, value);
    if (space === "idx" && this.#scans.size > 0) for (const scan of this.#ranges.affected({ keys: [key] })) this.#drop(scan);
  }

  #remember(key: Key, value: string | null): void {
    const before = this.#young.get(key);
    this.#youngChars += (value?.length ?? 0) + (before === undefined ? key.length : -(before?.length ?? 0));
    this.#young.set(key, value);
    if (this.#youngChars < MAX_DOCUMENT_CHARS / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngChars = 0;
  }

  #keep(scan: Scan, range: [Key, Key]): void {
    if (this.#scans.size >= MAX_SCANS) {
      const [oldest] = this.#scans.values();
      if (oldest !== undefined) this.#drop(oldest);
    }
    this.#scans.set(scan.name, scan);
    scan.handle = this.#ranges.add({ points: new Set(), ranges: [range] }, scan);
  }

  #drop(scan: Scan): void {
    if (scan.handle !== null) this.#ranges.remove(scan.handle);
    if (this.#scans.get(scan.name) === scan) this.#scans.delete(scan.name);
  }

  #forget(): void {
    for (const scan of [...this.#scans.values()]) this.#drop(scan);
    this.#young = new Map();
    this.#old = new Map();
    this.#youngChars = 0;
  }
}
