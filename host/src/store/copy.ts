import { closeSync, existsSync, fsyncSync, openSync } from "node:fs";
import type { Database, Statement } from "./drivers.ts";
import { MARKS } from "./origin.ts";
import type { Key, Space, StoreCopy } from "./store.ts";
import { TABLES, text, toBytes } from "./tables.ts";

const SPACES = ["docs", "idx", "meta"] as const;
const FIRST_ROWS = 64;
const MAX_ROWS = 16_384;
/** Changed keys that are copied again before the clock is looked at. */
const KEYS_AT_A_TIME = 64;

/**
 * Copies the rows in the order of their keys, then again those that were changed behind its back, until none is left. SQLite moves the
 * rows itself, into a second file that it has open, so that a step of a few ms moves thousands.
 */
export class SqliteCopy implements StoreCopy {
  readonly #database: Pick<Database, "exec">;
  readonly #prepare: (sql: string) => Statement;
  readonly #path: string;
  readonly #closed: () => void;
  /** Keys at or before the last copied one, which have changed since. Those behind it will be copied as they are then. */
  readonly #changed: Record<Space, Set<Key>> = { docs: new Set(), idx: new Set(), meta: new Set() };
  /** Up to where each space is copied; null: wholly. */
  readonly #cursors: Record<Space, Key | null> = { docs: "", idx: "", meta: "" };
  #rows = FIRST_ROWS;
  #failure: string | null = null;
  #isOpen = true;

  /** @param prepare may answer the same statement for the same text */
  constructor(database: Pick<Database, "exec">, prepare: (sql: string) => Statement, path: string, closed: () => void) {
    if (existsSync(path)) throw new Error(`${path} exists already.`);
    this.#database = database;
    this.#prepare = prepare;
    this.#path = path;
    this.#closed = closed;
    prepare("ATTACH ? AS copy").run([path]);
    // It is worth nothing before it is whole, and is flushed once then.
    database.exec(`PRAGMA copy.journal_mode=OFF; PRAGMA copy.synchronous=OFF; ${MARKS("copy")}; ${TABLES("copy")}`);
  }

  /** Must be told of every key that is about to be written. */
  touched(space: Space, key: Key): void {
    const cursor = this.#cursors[space];
    if (cursor === null || key <= cursor) this.#changed[space].add(key);
  }

  /** Lets the next step throw. */
  fail(reason: string): void {
    this.#failure = reason;
  }

  step(budgetMs: number): boolean {
    if (!this.#isOpen) throw new Error("The store was closed while it was copied.");
    if (this.#failure !== null) throw new Error(this.#failure);
    const startedAt = performance.now();
    this.#database.exec("BEGIN");
    try {
      while (performance.now() - startedAt < budgetMs) {
        const space = SPACES.find((name) => this.#cursors[name] !== null) ?? SPACES.find((name) => this.#changed[name].size > 0);
        if (space === undefined) break;
        if (this.#cursors[space] === null) this.#copyChanged(space);
        else this.#copyRows(space, this.#cursors[space], budgetMs);
      }
      // The format may have been raised while it was copied.
      if (this.#isWhole) this.#database.exec(MARKS("copy", Number(this.#prepare("PRAGMA main.user_version").get([])?.["user_version"])));
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#rollback();
      throw error;
    }
    return this.#isWhole;
  }

  get #isWhole(): boolean {
    return SPACES.every((space) => this.#cursors[space] === null && this.#changed[space].size === 0);
  }

  get waiting(): number {
    return SPACES.reduce((sum, space) => sum + this.#changed[space].size, 0);
  }

  #rollback(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // SQLite does it by itself when the disk is full.
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#database.exec("DETACH copy");
    const file = openSync(this.#path, "r+");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#closed();
  }

  #copyRows(space: Space, cursor: Key, budgetMs: number): void {
    const startedAt = performance.now();
    // Large documents and small ones take the same time, not the same number.
    this.#prepare(`INSERT INTO copy.${space} SELECT k, v FROM main.${space} WHERE k > ? ORDER BY k LIMIT ?`).run([
      toBytes(cursor),
      this.#rows,
    ]);
    const copied = Number(this.#prepare("SELECT changes() AS n").get([])?.["n"]);
    const last = this.#prepare(`SELECT max(k) AS k FROM copy.${space}`).get([])?.["k"];
    this.#cursors[space] = copied < this.#rows || last === null || last === undefined ? null : text(last);
    const took = performance.now() - startedAt;
    if (took < budgetMs / 4) this.#rows = Math.min(MAX_ROWS, this.#rows * 2);
    else if (took > budgetMs / 2) this.#rows = Math.max(1, this.#rows >> 1);
  }

  #copyChanged(space: Space): void {
    const put = this.#prepare(`INSERT OR REPLACE INTO copy.${space} SELECT k, v FROM main.${space} WHERE k = ?`);
    const remove = this.#prepare(`DELETE FROM copy.${space} WHERE k = ?`);
    const exists = this.#prepare(`SELECT 1 AS one FROM main.${space} WHERE k = ?`);
    let left = KEYS_AT_A_TIME;
    for (const key of this.#changed[space]) {
      this.#changed[space].delete(key);
      (exists.get([toBytes(key)]) === null ? remove : put).run([toBytes(key)]);
      if (--left === 0) return;
    }
  }
}
