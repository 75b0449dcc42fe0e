/** Binary string, one character per byte; `<` is bytewise order. */
export type Key = string;

/** `docs`: document key → JSON text. `idx`: index key → document key. `meta`: host records → any text. */
export type Space = "docs" | "idx" | "meta";

export interface ScanOptions {
  readonly reverse?: boolean;
  readonly limit?: number;
}

export interface Entry {
  readonly key: Key;
  readonly value: string;
}

/** An index entry together with the document it points to. */
export interface IndexEntry extends Entry {
  readonly document: string;
}

/**
 * Ordered key-value store. All calls are synchronous. Writes are only allowed between `begin` and `commit`, and are on disk
 * when `commit` returns. Every call may throw the driver's error (disk full, corrupt file); after a failed `commit` the
 * caller must `rollback`.
 */
export interface Store {
  get(space: Space, key: Key): string | null;
  /** Entries with `start <= key < end`, ascending, or descending when `reverse`. */
  scan(space: Space, start: Key, end: Key, options?: ScanOptions): Entry[];
  /** The same over `idx`, each with its document, in one step. */
  scanDocuments(start: Key, end: Key, options?: ScanOptions): IndexEntry[];
  put(space: Space, key: Key, value: string): void;
  delete(space: Space, key: Key): void;
  /** The same for many keys, each of which comes once; null deletes. Takes less time than one after another. */
  write(space: Space, rows: readonly (readonly [key: Key, value: string | null])[]): void;
  /** Removes every key in `[start, end)`. */
  deleteRange(space: Space, start: Key, end: Key): void;
  /** How many keys lie in `[start, end)`. Linear. */
  countRange(space: Space, start: Key, end: Key): number;
  /** Marks the file as one that hosts which know only older formats must not touch, from the commit on that is open. */
  requireFormat(format: number): void;
  begin(): void;
  commit(): void;
  rollback(): void;
  /** True while a commit that failed could still turn out to be on disk after a restart. `begin` fails until it cannot. */
  readonly isUncertain: boolean;
  /** Begins a copy to a file that must not exist. One at a time. */
  startCopy(path: string): StoreCopy;
  /** What SQLite finds wrong with the file, in its words; reads all of it. Empty when it is sound. */
  damages(): string[];
  close(): void;
}

/** A copy that is made a little at a time, between transactions, while the store goes on being written. */
export interface StoreCopy {
  /**
   * Copies for about so many ms. True: the copy now is what is committed now, and changes no more. Throws when it cannot be finished; it
   * must then be abandoned.
   */
  step(budgetMs: number): boolean;
  /** How many keys were changed after they had been copied, and must be copied again. */
  readonly waiting: number;
  /** Lets go of the file: of a finished copy after it is on disk, of another one as it is. */
  close(): void;
}
