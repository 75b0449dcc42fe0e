/** Writes rows straight into a data folder that no host has open: the host's own keys, validators and store, in few large commits. */
import { Catalog } from "../../../host/src/engine/catalog.ts";
import { indexKeys } from "../../../host/src/engine/index-keys.ts";
import type { TableInfo } from "../../../host/src/engine/table-info.ts";
import { CATALOG_KEY } from "../../../host/src/engine/saved-state.ts";
import { acquireLock } from "../../../host/src/store/lock.ts";
import { openSqliteStore } from "../../../host/src/store/sqlite.ts";
import { encodeId, generateInternalId } from "../../../host/src/values/ids.ts";
import type { Json, JsonObject } from "../../../host/src/values/json.ts";
import { checkDocument } from "../../../host/src/values/validate.ts";

/** The text that a field must be. */
export function textOf(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error(`No text: ${JSON.stringify(value)}`);
  return value;
}

const entriesPerCommit = 150_000;

/** An id with the key of its document, before there is a document. */
export interface Place {
  readonly id: string;
  readonly table: TableInfo;
  readonly key: string;
}

/** Opens the folder for writing. The folder's schema must have been applied before, by a host that has let go of it. */
export class BulkWriter {
  readonly #lock: { release(): void };
  readonly #store: ReturnType<typeof openSqliteStore>;
  readonly catalog: Catalog;
  readonly written = new Map<string, number>();
  readonly #tableOfId: (id: string) => string | null;
  #docs: [string, string][] = [];
  #entries: [string, string][] = [];
  bytes = 0;

  constructor(directory: string) {
    this.#lock = acquireLock(directory);
    this.#store = openSqliteStore(directory);
    this.catalog = Catalog.load(this.#store.get("meta", CATALOG_KEY));
    this.#tableOfId = (id) => this.catalog.tableOfId(id);
  }

  /** A place for a new row of the table, made at `at` (epoch ms). */
  place(tableName: string, at: number): Place {
    const table = this.catalog.table(tableName);
    const internal = generateInternalId(at);
    return { table, id: encodeId(table.number, internal), key: table.prefix + internal };
  }

  /** Checks the row against its table and queues it. `text` is the row's JSON, where the caller has it. */
  put({ table, id, key }: Place, row: JsonObject, text = JSON.stringify(row)): void {
    if (row["_id"] !== id || typeof row["_creationTime"] !== "number") throw new Error(`A row of ${table.name} without its id or time.`);
    if (table.validator === null) throw new Error(`The table ${table.name} has no validator.`);
    const mismatch = checkDocument(table.validator, row, this.#tableOfId);
    if (mismatch !== null) throw new Error(`${table.name}: ${mismatch}`);
    this.#docs.push([key, text]);
    for (const entry of indexKeys(table, row, key)) this.#entries.push([entry, key]);
    this.bytes += text.length;
    this.written.set(table.name, (this.written.get(table.name) ?? 0) + 1);
    if (this.#docs.length + this.#entries.length >= entriesPerCommit) this.flush();
  }

  /** A new row at a new place; answers its id. */
  insert(tableName: string, at: number, fields: JsonObject): string {
    const place = this.place(tableName, at);
    this.put(place, { _creationTime: at, _id: place.id, ...fields });
    return place.id;
  }

  /** The rows of a table, oldest id first, at most `most`. */
  read(tableName: string, most = 100_000): JsonObject[] {
    const { prefix } = this.catalog.table(tableName);
    return this.#store.scan("docs", prefix, `${prefix}${"\xff".repeat(17)}`, { limit: most }).map(({ value }) => JSON.parse(value));
  }

  /** Changes a row that is there: its old index entries go. */
  replace(row: JsonObject, fields: JsonObject): void {
    const located = this.catalog.locate(textOf(row["_id"]));
    if (located === null) throw new Error("A row without a table.");
    const next = { ...row, ...fields };
    this.#store.begin();
    for (const entry of indexKeys(located.table, row, located.key)) this.#store.delete("idx", entry);
    this.#store.commit();
    this.put({ ...located, id: textOf(row["_id"]) }, next);
    this.written.set(located.table.name, (this.written.get(located.table.name) ?? 0) - 1);
  }

  flush(): void {
    // In key order each page of the tree is visited once a commit.
    const byKey = (a: [string, string], b: [string, string]) => (a[0] < b[0] ? -1 : 1);
    this.#store.begin();
    for (const [key, text] of this.#docs.sort(byKey)) this.#store.put("docs", key, text);
    for (const [key, document] of this.#entries.sort(byKey)) this.#store.put("idx", key, document);
    this.#store.commit();
    this.#docs = [];
    this.#entries = [];
  }

  close(): void {
    this.flush();
    this.#store.close();
    this.#lock.release();
  }
}
