import type { Store } from "../store/store.ts";
import { decodeId, generateInternalId } from "../values/ids.ts";
import type { Json, JsonObject } from "../values/json.ts";
import { encodeU32, floatOf } from "../values/order.ts";
import type { Catalog } from "./catalog.ts";
import { EngineError } from "./errors.ts";
import { idOfKey } from "./index-keys.ts";
import { fillIndex, isNextName } from "./prepare.ts";
import { remainsOf, type Remains, type TableInfo } from "./table-info.ts";
import { renumberEmpty } from "./tables.ts";

/*
 * Another content for tables, written beside what they have, that nobody sees before it takes its place in one commit. Until then it is
 * among the remains in the catalog, from then on the old content is: whatever happens, the next start removes what no table has.
 */

/** Entries that are removed in one commit. */
const SWEEP = 500;

/** The content of one table that is to be. */
export interface HiddenTable {
  readonly name: string;
  readonly table: TableInfo;
  /** What the table had when this was begun; it must have the same when this takes its place. */
  readonly shape: string;
}

/** Makes room for another content of the tables, whose ids will have the numbers. Inside the commit that the caller has begun. */
export function openHidden(catalog: Catalog, names: readonly string[], numbers: ReadonlyMap<string, number>): HiddenTable[] {
  for (const name of names) catalog.table(name);
  const future = catalog.copy();
  future.renumber(numbers);
  return names.map((name) => {
    const current = catalog.table(name);
    const indexes = catalog.spareIndexes([...current.indexes.values()].filter((index) => !isNextName(index.name)));
    const table: TableInfo = { ...current, ...catalog.spareStorage(), indexes, number: future.table(name).number, prepared: null };
    catalog.remains = [...catalog.remains, remainsOf(table)];
    return { name, table, shape: shapeOf(current) };
  });
}

/** Writes a document, with its entries in every index. It was checked before. Answers its id. */
export function putHidden(store: Store, { name, table }: HiddenTable, document: JsonObject, nextCreationTime: () => number): string {
  const { _id, _creationTime = nextCreationTime(), ...fields } = document;
  const creationTime = floatOf(_creationTime);
  if (creationTime === undefined || !Number.isFinite(creationTime))
    throw new EngineError("InvalidValue", "`_creationTime` must be a number.");
  const reserved = Object.keys(fields).find((field) => field.startsWith("_"));
  if (reserved !== undefined)
    throw new EngineError("SystemField", `Field "${reserved}" cannot be set: fields that start with an underscore are reserved.`);
  const key = table.prefix + keyOf(table, _id, creationTime);
  const id = idOfKey(table, key);
  if (store.get("docs", key) !== null)
    throw new EngineError("DuplicateId", `Two documents of table "${name}" have the ID ${JSON.stringify(_id)}.`);
  const stored: JsonObject = { _creationTime: creationTime, _id: id, ...fields };
  store.put("docs", key, JSON.stringify(stored));
  for (const index of table.indexes.values()) fillIndex(store, index, stored, key);
  return id;
}

/**
 * Gives the tables their new content and numbers. Inside the commit that the caller has begun, on a catalog of its own.
 *
 * @throws EngineError when another schema came meanwhile, or a number is now held by documents of another table
 */
export function exchangeHidden(catalog: Catalog, store: Store, hidden: readonly HiddenTable[], numbers: ReadonlyMap<string, number>): void {
  for (const { name, table, shape } of hidden) {
    const current = catalog.table(name);
    if (shapeOf(current) !== shape)
      throw new EngineError("TableChanged", `The schema of table "${name}" changed meanwhile. Nothing was exchanged; try again.`);
    const { storage, prefix, indexes } = table;
    // What is prepared for the next schema has not seen these documents.
    const prepared = catalog.spareIndexes([...current.indexes.values()].filter((index) => isNextName(index.name)));
    catalog.exchange(current, { storage, prefix, indexes: new Map([...indexes, ...prepared]) });
    if (current.prepared !== null) catalog.setPrepared(current, { validator: current.prepared.validator, cursor: "" });
  }
  renumberEmpty(catalog, store, numbers, new Set(hidden.map(({ name }) => name)));
  const moved = hidden.find(({ name, table }) => catalog.table(name).number !== table.number);
  if (moved !== undefined)
    throw new EngineError("TableChanged", `The number of table "${moved.name}" was taken meanwhile. Nothing was exchanged; try again.`);
}

/** Removes some of what no table has. Answers whether there is more. Inside the commit that the caller has begun. */
export function sweep(catalog: Catalog, store: Store, isInUse: (remains: Remains) => boolean): boolean {
  const remains = catalog.remains.find((one) => !isInUse(one));
  if (remains === undefined) return false;
  let left = SWEEP;
  for (const number of [...remains.indexes, remains.storage]) {
    const space = number === remains.storage ? "docs" : "idx";
    const prefix = encodeU32(number);
    const rows = store.scan(space, prefix, `${prefix}${"\xff".repeat(17)}`, { limit: left });
    for (const { key } of rows) store.delete(space, key);
    left -= rows.length;
    if (left <= 0) return true;
  }
  catalog.remains = catalog.remains.filter((one) => one !== remains);
  return true;
}

function keyOf(table: TableInfo, id: Json | undefined, creationTime: number): string {
  if (id === undefined) return generateInternalId(Math.max(0, creationTime));
  const decoded = typeof id === "string" ? decodeId(id) : null;
  if (decoded === null || decoded.tableNumber !== table.number)
    throw new EngineError("InvalidId", `${JSON.stringify(id)} is not an ID of table "${table.name}".`);
  return decoded.internal;
}

/** What the documents of a table were made for. */
function shapeOf({ indexes, validator }: TableInfo): string {
  const ready = [...indexes.values()].filter(({ name }) => !isNextName(name)).map(({ name, fields }) => [name, fields]);
  return JSON.stringify([ready, validator]);
}
