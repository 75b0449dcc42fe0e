import type { Key } from "./store.ts";

/** The tables are WITHOUT ROWID, so that SQLite's memcmp order of BLOB keys is our key order. */
export const TABLES = (schema: string) => `
  CREATE TABLE IF NOT EXISTS ${schema}.docs (k BLOB PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ${schema}.idx (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ${schema}.meta (k BLOB PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
`;

/** A key as SQLite keeps it. */
export function toBytes(key: Key): Uint8Array {
  return Buffer.from(key, "latin1");
}

/** Texts come as strings, keys as bytes. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  throw new Error("The data file holds a value of an unexpected type.");
}
