import type { Bindable, Database, Statement } from "./drivers.ts";
import type { Space } from "./store.ts";

/** Rows of one statement: crossing over to SQLite and stepping it costs about as much as a row. */
const MANY = 8;
const times = (what: string) => Array.from({ length: MANY }, () => what).join(", ");

/** What the store does with one of its tables. */
export interface SpaceStatements {
  readonly get: Statement;
  readonly put: Statement;
  readonly delete: Statement;
  /** Of `MANY` rows. */
  readonly putMany: Statement;
  readonly deleteMany: Statement;
  readonly deleteRange: Statement;
  readonly ascending: Statement;
  readonly descending: Statement;
  readonly count: Statement;
}

export function prepareSpace(database: Database, table: Space): SpaceStatements {
  const row = table === "idx" ? "(?, ?)" : "(?, CAST(? AS TEXT))";
  const put = (rows: string) => database.prepare(`INSERT INTO ${table} (k, v) VALUES ${rows} ON CONFLICT (k) DO UPDATE SET v = excluded.v`);
  return {
    get: database.prepare(`SELECT v FROM ${table} WHERE k = ?`),
    put: put(row),
    putMany: put(times(row)),
    delete: database.prepare(`DELETE FROM ${table} WHERE k = ?`),
    deleteMany: database.prepare(`DELETE FROM ${table} WHERE k IN (${times("?")})`),
    deleteRange: database.prepare(`DELETE FROM ${table} WHERE k >= ? AND k < ?`),
    ascending: database.prepare(`SELECT k, v FROM ${table} WHERE k >= ? AND k < ? ORDER BY k LIMIT ?`),
    descending: database.prepare(`SELECT k, v FROM ${table} WHERE k >= ? AND k < ? ORDER BY k DESC LIMIT ?`),
    count: database.prepare(`SELECT count(*) AS n FROM ${table} WHERE k >= ? AND k < ?`),
  };
}

/** Puts the rows that have a value, and deletes the others. */
export function writeRows(
  { put, putMany, delete: remove, deleteMany }: SpaceStatements,
  rows: readonly (readonly [key: Bindable, value: Bindable | null])[],
): void {
  let puts: Bindable[] = [];
  let deletes: Bindable[] = [];
  for (const [key, value] of rows) {
    if (value === null) deletes.push(key);
    else puts.push(key, value);
    if (puts.length === 2 * MANY) {
      putMany.run(puts);
      puts = [];
    }
    if (deletes.length === MANY) {
      deleteMany.run(deletes);
      deletes = [];
    }
  }
  for (let at = 0; at < puts.length; at += 2) put.run(puts.slice(at, at + 2));
  for (const key of deletes) remove.run([key]);
}
