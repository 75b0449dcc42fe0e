import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeId } from "../values/ids.ts";
import { openEngine } from "./engine.ts";
import { collect, commit, read, tableScan, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

/* What the database refuses, and in which words. */

let engine: Engine;
let directory: string;
let destroy: () => void;
beforeEach(() => {
  ({ engine, directory, destroy } = temporaryEngine());
});
afterEach(() => destroy());

test("the schema is enforced on write, and a schema that the data contradicts is refused whole", () => {
  const loose = defineSchema({ robots: defineTable({ name: v.any() }) });
  engine.applySchema((loose as unknown as { export(): string }).export());
  const { result: id } = commit(engine, (tx) => tx.insert("robots", { name: 5 }));
  const strict = defineSchema({ robots: defineTable({ name: v.string() }).index("by_name", ["name"]) });
  const exported = (strict as unknown as { export(): string }).export();
  expect(() => engine.applySchema(exported)).toThrow(
    new RegExp(`Document with ID "${id}" in table "robots" does not match the schema: .*Path: .name`, "s"),
  );
  expect(engine.tables().find((t) => t.name === "robots")?.indexes).not.toHaveProperty("by_name");
  commit(engine, (tx) => tx.patch(id, { name: "arm" }));
  expect(engine.applySchema(exported)).toMatchObject({ createdIndexes: ["robots.by_name"], validatedDocuments: 1 });
  expect(engine.applySchema(exported)).toMatchObject({ createdIndexes: [], validatedDocuments: 0 });
  expect(() => commit(engine, (tx) => tx.insert("robots", { name: 1 }))).toThrow(
    'Failed to insert or update a document in table "robots" because it does not match the schema: Value does not match validator.\nPath: .name',
  );
  const query = { source: { type: "IndexRange", indexName: "robots.by_name", range: [] }, operators: [] } as const;
  expect(read(engine, (tx) => collect(tx.openQuery(query)))).toHaveLength(1);
  expect(engine.applySchema(null).droppedIndexes).toEqual(["robots.by_name"]);
  expect(() => read(engine, (tx) => tx.openQuery(query))).toThrow("Index robots.by_name not found.");
});

test("system tables are written by the host only and read with db.system only", () => {
  const { result: id } = commit(engine, (tx) => tx.insert("_storage", { size: 1 }, { system: true }));
  expect(() => commit(engine, (tx) => tx.insert("_storage", {}))).toThrow("read-only");
  expect(() => commit(engine, (tx) => tx.remove(id))).toThrow("read-only");
  expect(read(engine, (tx) => tx.get(id, { system: true }))).toContain('"size":1');
  expect(() => read(engine, (tx) => tx.get(id, { system: false }))).toThrow("System tables can only be accessed from db.system.get().");
  expect(read(engine, (tx) => collect(tx.openQuery(tableScan("_storage"))))).toHaveLength(1);
});

test("ids: normalizing, wrong tables, unknown ids and nonsense", () => {
  const { result: id } = commit(engine, (tx) => tx.insert("a", {}));
  commit(engine, (tx) => tx.insert("b", {}));
  read(engine, (tx) => {
    expect(tx.normalizeId("a", id)).toBe(id);
    expect(tx.normalizeId("b", id)).toBeNull();
    expect(tx.normalizeId("a", "nonsense")).toBeNull();
    expect(() => tx.get(id, { table: "b" })).toThrow('expected an ID of table "b"');
    expect(() => tx.get("nonsense")).toThrow("Unable to decode ID");
    expect(() => tx.get(id.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toThrow("Unable to decode ID");
    expect(tx.get(encodeId(20_000, "\0".repeat(16)))).toBeNull();
    expect(tx.count("a")).toBe(1);
  });
  commit(engine, (tx) => tx.remove(id));
  expect(() => commit(engine, (tx) => tx.patch(id, {}))).toThrow(`Update on nonexistent document ID ${id}`);
  expect(() => commit(engine, (tx) => tx.replace(id, {}))).toThrow(`Replace on nonexistent document ID ${id}`);
  expect(() => commit(engine, (tx) => tx.remove(id))).toThrow(`Delete on nonexistent document ID ${id}`);
});

test("a query cannot write and an ended transaction does nothing", () => {
  expect(() => read(engine, (tx) => tx.insert("t", {}))).toThrow("only possible in a mutation");
  const tx = engine.begin("mutation");
  const stream = tx.openQuery(tableScan("t"));
  tx.close();
  expect(() => tx.insert("t", {})).toThrow("has ended");
  expect(() => stream.next()).toThrow("has ended");
});

test("a second host on the same folder is refused", () => {
  expect(() => openEngine(directory)).toThrow("in use by another host");
});
