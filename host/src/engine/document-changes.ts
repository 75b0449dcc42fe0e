import { decodeId, generateInternalId } from "../values/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";
import { floatOf } from "../values/order.ts";
import { specialKind } from "../values/size.ts";
import type { Catalog } from "./catalog.ts";
import { idOfKey, parseDocument } from "./index-keys.ts";
import type { TableInfo } from "./table-info.ts";
import { removeDocument, writeDocument, type WriteTarget } from "./document-writes.ts";
import { EngineError } from "./errors.ts";
import type { Key, WriteOptions } from "./types.ts";

/** The transaction that a change is made in. */
export interface ChangeTarget extends WriteTarget {
  nextCreationTime(): number;
  /** Throws where nothing may be written. */
  requireMutation(): void;
  /** Reads a document for the function, which relies on it from then on. */
  readDocument(key: Key): string | null;
  relyOn(key: Key): void;
}

interface Existing {
  readonly table: TableInfo;
  readonly key: Key;
  readonly before: JsonObject;
  readonly text: string;
}

/** See `Transaction.insert`. */
export function insert(target: ChangeTarget, tableName: string, value: Json, options: WriteOptions): string {
  requireWritable(target, tableName, options);
  const table = target.catalog.table(tableName);
  const fields = requireObject(value, "insert");
  for (const field in fields) {
    if (field.startsWith("_"))
      throw new EngineError("SystemField", `Field "${field}" cannot be set by insert: fields that start with an underscore are reserved.`);
  }
  const creationTime = target.nextCreationTime();
  const key = table.prefix + generateInternalId(creationTime);
  const id = idOfKey(table, key);
  // Whether the id is free is part of what this transaction relied on.
  target.relyOn(key);
  writeDocument(target, table, key, null, { _creationTime: creationTime, _id: id, ...fields });
  return id;
}

/** See `Transaction.restore`. */
export function restore(target: ChangeTarget, tableName: string, document: JsonObject, options: WriteOptions): string {
  requireWritable(target, tableName, options);
  const table = target.catalog.table(tableName);
  const { _id, _creationTime = target.nextCreationTime(), ...fields } = document;
  const creationTime = floatOf(_creationTime);
  if (creationTime === undefined || !Number.isFinite(creationTime))
    throw new EngineError("InvalidValue", "`_creationTime` must be a number.");
  const reserved = Object.keys(fields).find((field) => field.startsWith("_"));
  if (reserved !== undefined)
    throw new EngineError("SystemField", `Field "${reserved}" cannot be set: fields that start with an underscore are reserved.`);
  const key =
    _id === undefined
      ? table.prefix + generateInternalId(Math.max(0, creationTime))
      : (typeof _id === "string" ? target.catalog.locate(_id) : null)?.key;
  if (key === undefined || !key.startsWith(table.prefix))
    throw new EngineError("InvalidId", `${JSON.stringify(_id)} is not an ID of table "${tableName}".`);
  if (target.readDocument(key) !== null)
    throw new EngineError("DuplicateId", `There is a document with the ID ${JSON.stringify(_id)} in table "${tableName}" already.`);
  const id = idOfKey(table, key);
  writeDocument(target, table, key, null, { _creationTime: creationTime, _id: id, ...fields });
  return id;
}

/** See `Transaction.patch`. */
export function patch(target: ChangeTarget, id: string, value: Json, options: WriteOptions): string {
  const { table, key, before } = existing(target, id, "patch", "Update", options);
  const fields = requireObject(value, "patch");
  const document: JsonObject = { ...before };
  for (const field in fields) {
    const inner = fields[field];
    if (field.startsWith("_")) requireUnchanged(field, inner, before, "patch");
    else if (inner === undefined || (isJsonObject(inner) && "$undefined" in inner)) delete document[field];
    else document[field] = inner;
  }
  return writeDocument(target, table, key, before, document);
}

/** See `Transaction.replace`. */
export function replace(target: ChangeTarget, id: string, value: Json, options: WriteOptions): string {
  const { table, key, before } = existing(target, id, "replace", "Replace", options);
  const fields = requireObject(value, "replace");
  const document: JsonObject = { _creationTime: before["_creationTime"] ?? null, _id: before["_id"] ?? null };
  for (const field in fields) {
    const inner = fields[field];
    if (field.startsWith("_")) requireUnchanged(field, inner, before, "replace");
    else if (inner !== undefined) document[field] = inner;
  }
  return writeDocument(target, table, key, before, document);
}

/** See `Transaction.remove`. */
export function remove(target: ChangeTarget, id: string, options: WriteOptions): string {
  const { table, key, before, text } = existing(target, id, "delete", "Delete", options);
  removeDocument(target, table, key, before);
  return text;
}

/**
 * The table and key of an id; null when there is no such table (any more): it is still an id, and its document just as absent.
 *
 * @param method what was called, for the words of the error
 * @param expected the table that it must be of
 */
export function locate(catalog: Catalog, id: string, method: string, expected: string | undefined): { table: TableInfo; key: Key } | null {
  const located = typeof id === "string" ? catalog.locate(id) : null;
  if (located === null && (typeof id !== "string" || decodeId(id) === null)) {
    throw new EngineError(
      "InvalidId",
      `Invalid argument \`id\` for \`db.${method}\`: Unable to decode ID: ${JSON.stringify(id)} is not a document ID.`,
    );
  }
  if (located !== null && expected !== undefined && located.table.name !== expected) {
    throw new EngineError(
      "InvalidId",
      `Invalid argument \`id\` for \`db.${method}\`: expected an ID of table "${expected}", got ID ${id} of table "${located.table.name}".`,
    );
  }
  return located;
}

function existing(target: ChangeTarget, id: string, method: string, verb: string, options: WriteOptions): Existing {
  target.requireMutation();
  const located = locate(target.catalog, id, method, options.table);
  if (located !== null) requireWritable(target, located.table.name, options);
  const text = located === null ? null : target.readDocument(located.key);
  if (located === null || text === null) throw new EngineError("NonexistentDocument", `${verb} on nonexistent document ID ${id}`);
  return { table: located.table, key: located.key, before: parseDocument(text), text };
}

function requireWritable(target: ChangeTarget, tableName: string, options: WriteOptions): void {
  target.requireMutation();
  if (tableName.startsWith("_") && options.system !== true)
    throw new EngineError("SystemTable", "System tables (prefixed with `_`) are read-only.");
}

function requireObject(value: Json, method: string): JsonObject {
  if (isJsonObject(value) && specialKind(value) === null) return value;
  throw new EngineError("InvalidValue", `Invalid argument \`value\` for \`db.${method}\`: a document must be an object.`);
}

function requireUnchanged(field: string, value: Json | undefined, before: JsonObject, method: string): void {
  if (Object.hasOwn(before, field) && before[field] === value) return;
  throw new EngineError(
    "SystemField",
    `Field "${field}" cannot be changed by ${method}: fields that start with an underscore are reserved.`,
  );
}
