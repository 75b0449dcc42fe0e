import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { Entry, IndexEntry, Key, ScanOptions, Space, Store, StoreCopy } from "./store.ts";
import { openDriver, type Bindable, type Database, type DriverName, type Row, type Statement } from "./drivers.ts";
import { SqliteCopy } from "./copy.ts";
import { checkOrigin, damageOf, MARKS, watched } from "./origin.ts";
import { prepareSpace, writeRows, type SpaceStatements } from "./space-statements.ts";
import { TABLES, text, toBytes } from "./tables.ts";

/**
 * Opens (or creates) `data.sqlite3` in the folder. The caller holds the folder's lock. Commits survive loss of power: the
 * journal is a WAL synced at every commit.
 */
export function openSqliteStore(directory: string, driver?: DriverName): Store {
  const path = join(directory, "data.sqlite3");
  const database = openDriver(path, driver);
  try {
    // EXCLUSIVE: a WAL without shared memory, which the WebAssembly build needs; our own lock already keeps others out.
    database.exec("PRAGMA locking_mode=EXCLUSIVE");
    checkOrigin(database, path);
    const mode = database.prepare("PRAGMA journal_mode=WAL").get([])?.["journal_mode"];
    if (mode !== "wal")
      throw new Error(`The data folder ${directory} cannot hold a write-ahead log (SQLite answered ${String(mode)}). Use a local disk.`);
    // 16 MB of pages: the operating system keeps the file in memory too, and 64 MB made hosts 30 MB larger and reads at random a tenth shorter.
    // 4 MB of log: the commit that moves it into the file holds the thread, 64 MB of it for 40 ms of processor time.
    database.exec(
      "PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864",
    );
    database.exec(TABLES("main"));
    // The folder may be readable by others, and the documents are not for them.
    for (const file of [path, `${path}-wal`]) if (existsSync(file)) chmodSync(file, 0o600);
    return new SqliteStore(database, path);
  } catch (error) {
    database.close();
    throw damageOf(error, path) ?? error;
  }
}

const NO_LIMIT = -1;
const SEAL_KEY = "store/seal";

class SqliteStore implements Store {
  readonly #database: Database;
  readonly #spaces: Record<Space, SpaceStatements>;
  readonly #documentsAscending: Statement;
  readonly #documentsDescending: Statement;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #format: Statement;
  #inTransaction = false;
  #copy: SqliteCopy | null = null;
  readonly #copyStatements = new Map<string, Statement>();
  /** A commit failed after its writes may have reached the file. Until they are written over, a restart could bring them back. */
  #isUncertain = false;
  #seals = 0;
  /** Why nothing can be trusted any more: a rollback that failed leaves changes visible that were never committed. */
  #broken: Error | null = null;

  constructor(opened: Database, path: string) {
    const database: Database = { ...opened, prepare: (sql) => watched(opened.prepare(sql), path, (damage) => (this.#broken = damage)) };
    this.#database = database;
    this.#spaces = { docs: prepareSpace(database, "docs"), idx: prepareSpace(database, "idx"), meta: prepareSpace(database, "meta") };
    // CROSS JOIN fixes the order of the loops: walk the index, look up each document.
    const documents = (order: string) =>
      database.prepare(
        `SELECT idx.k AS k, idx.v AS v, docs.v AS d FROM idx CROSS JOIN docs ON docs.k = idx.v WHERE idx.k >= ? AND idx.k < ? ORDER BY idx.k ${order} LIMIT ?`,
      );
    this.#documentsAscending = documents("ASC");
    this.#documentsDescending = documents("DESC");
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    this.#rollback = database.prepare("ROLLBACK");
    this.#format = database.prepare("PRAGMA main.user_version");
  }

  get(space: Space, key: Key): string | null {
    this.#requireTrust();
    const row = this.#spaces[space].get.get([toBytes(key)]);
    return row === null ? null : text(row["v"]);
  }

  scan(space: Space, start: Key, end: Key, options: ScanOptions = {}): Entry[] {
    this.#requireTrust();
    const { ascending, descending } = this.#spaces[space];
    const rows = (options.reverse === true ? descending : ascending).all([toBytes(start), toBytes(end), options.limit ?? NO_LIMIT]);
    return rows.map((row) => ({ key: text(row["k"]), value: text(row["v"]) }));
  }

  scanDocuments(start: Key, end: Key, options: ScanOptions = {}): IndexEntry[] {
    this.#requireTrust();
    const statement = options.reverse === true ? this.#documentsDescending : this.#documentsAscending;
    const rows: Row[] = statement.all([toBytes(start), toBytes(end), options.limit ?? NO_LIMIT]);
    return rows.map((row) => ({ key: text(row["k"]), value: text(row["v"]), document: text(row["d"]) }));
  }

  put(space: Space, key: Key, value: string): void {
    this.#requireTransaction();
    this.#copy?.touched(space, key);
    this.#spaces[space].put.run([toBytes(key), this.#bound(space, value)]);
  }

  write(space: Space, rows: readonly (readonly [key: Key, value: string | null])[]): void {
    this.#requireTransaction();
    for (const [key] of rows) this.#copy?.touched(space, key);
    writeRows(
      this.#spaces[space],
      rows.map(([key, value]) => [toBytes(key), value === null ? null : this.#bound(space, value)]),
    );
  }

  #bound(space: Space, value: string): Bindable {
    return space === "idx" ? toBytes(value) : this.#database.text(value);
  }

  delete(space: Space, key: Key): void {
    this.#requireTransaction();
    this.#copy?.touched(space, key);
    this.#spaces[space].delete.run([toBytes(key)]);
  }

  deleteRange(space: Space, start: Key, end: Key): void {
    this.#requireTransaction();
    this.#copy?.fail("Indexes were dropped while the data was copied. Try again.");
    this.#spaces[space].deleteRange.run([toBytes(start), toBytes(end)]);
  }

  countRange(space: Space, start: Key, end: Key): number {
    this.#requireTrust();
    return Number(this.#spaces[space].count.get([toBytes(start), toBytes(end)])?.["n"] ?? 0);
  }

  get isUncertain(): boolean {
    return this.#isUncertain;
  }

  requireFormat(format: number): void {
    this.#requireTransaction();
    if (Number(this.#format.get([])?.["user_version"]) >= format) return;
    this.#database.exec(MARKS("main", format));
  }

  begin(): void {
    this.#requireTrust();
    if (this.#isUncertain) this.#seal();
    this.#begin.run([]);
    this.#inTransaction = true;
  }

  commit(): void {
    this.#requireTransaction();
    try {
      this.#commit.run([]);
    } catch (error) {
      this.#isUncertain = true;
      throw error;
    }
    this.#inTransaction = false;
  }

  rollback(): void {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#undo();
    if (!this.#isUncertain) return;
    try {
      this.#seal();
    } catch {
      // The disk is still full, or fails. The next `begin` tries again.
    }
  }

  /** Commits something else in the place of the failed commit, so that no restart can find that one whole in the log. */
  #seal(): void {
    this.#begin.run([]);
    try {
      this.#copy?.touched("meta", SEAL_KEY);
      this.#spaces.meta.put.run([toBytes(SEAL_KEY), this.#bound("meta", `${Date.now()} ${++this.#seals}`)]);
      this.#commit.run([]);
    } catch (error) {
      this.#undo();
      throw error;
    }
    this.#isUncertain = false;
  }

  #undo(): void {
    try {
      this.#rollback.run([]);
    } catch (error) {
      // SQLite rolls back by itself on some errors (disk full); only then is there nothing left to roll back.
      if (error instanceof Error && error.message.includes("no transaction is active")) return;
      this.#broken = new Error("A change could not be undone. Restart the host: what was committed is safe on disk.", { cause: error });
      throw this.#broken;
    }
  }

  damages(): string[] {
    const found = this.#database
      .prepare("PRAGMA integrity_check")
      .all([])
      .map((row) => String(row["integrity_check"]));
    return found.filter((line) => line !== "ok");
  }

  startCopy(path: string): StoreCopy {
    this.#requireTrust();
    if (this.#copy !== null) throw new Error("Another copy of the data is being made.");
    const copy = new SqliteCopy(this.#database, this.#copyStatement, path, () => (this.#copy = null));
    this.#copy = copy;
    return copy;
  }

  /** Kept for the next copy: the WebAssembly build frees no statement before the end. */
  readonly #copyStatement = (sql: string): Statement => {
    const statement = this.#copyStatements.get(sql) ?? this.#database.prepare(sql);
    this.#copyStatements.set(sql, statement);
    return statement;
  };

  close(): void {
    this.rollback();
    this.#copy?.close();
    this.#database.close();
  }

  #requireTrust(): void {
    if (this.#broken !== null) throw this.#broken;
  }

  #requireTransaction(): void {
    if (!this.#inTransaction) throw new Error("Writes need an open transaction.");
  }
}
