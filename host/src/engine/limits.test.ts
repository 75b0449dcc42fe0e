import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, commit, read, tableScan, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";
import { LIMITS } from "./usage.ts";

let engine: Engine;
let destroy: () => void;
beforeEach(() => {
  ({ engine, destroy } = temporaryEngine());
});
afterEach(() => destroy());

function fill(count: number, batch = 8000): void {
  for (let done = 0; done < count; done += batch) {
    commit(engine, (tx) => {
      for (let i = done; i < Math.min(count, done + batch); i++) tx.insert("t", { i });
    });
  }
}

test("a mutation may write 16,384 documents and not one more", () => {
  const tx = engine.begin("mutation");
  for (let i = 0; i < LIMITS.documentsWritten; i++) tx.insert("t", { i });
  expect(() => tx.insert("t", {})).toThrow(
    "Too many documents written in a single function execution (limit: 16384). Consider splitting up",
  );
  tx.close();
  expect(engine.batch.mutations).toBe(0);
});

test("a function may read 32,000 documents and not one more", () => {
  fill(LIMITS.documentsRead + 1);
  expect(() => read(engine, (tx) => collect(tx.openQuery(tableScan("t"))))).toThrow(
    "Too many documents read in a single function execution (limit: 32000).",
  );
  const limited = { ...tableScan("t"), operators: [{ limit: LIMITS.documentsRead }] };
  expect(read(engine, (tx) => collect(tx.openQuery(limited)))).toHaveLength(LIMITS.documentsRead);
});

test("a function may read and write 16 MiB", () => {
  const text = "x".repeat(1_000_000);
  const tx = engine.begin("mutation");
  expect(() => {
    for (let i = 0; i < 20; i++) tx.insert("t", { text });
  }).toThrow("Too many bytes written in a single function execution (limit: 16777216 bytes).");
  tx.close();
  for (let i = 0; i < 18; i++) commit(engine, (m) => m.insert("t", { text }));
  expect(() => read(engine, (q) => collect(q.openQuery(tableScan("t"))))).toThrow(
    "Too many bytes read in a single function execution (limit: 16777216 bytes).",
  );
});

test("a function may start 4,096 queries", () => {
  expect(() =>
    read(engine, (tx) => {
      for (let i = 0; i <= LIMITS.databaseQueries; i++) tx.openQuery(tableScan("t")).close();
    }),
  ).toThrow("Too many reads in a single function execution (limit: 4096).");
});

test("a document may have 1 MiB, 1024 fields, arrays of 8192 and 16 levels", () => {
  const attempt = (value: unknown) => () => commit(engine, (tx) => tx.insert("t", JSON.parse(JSON.stringify(value))));
  expect(attempt({ text: "x".repeat(1_048_000) })).not.toThrow();
  expect(attempt({ text: "x".repeat(1_048_576) })).toThrow("Value is too large (1.00 MiB > maximum size 1 MiB)");
  expect(attempt({ list: Array.from({ length: 8193 }, () => 0) })).toThrow("Array length is too long (8193 > maximum length 8192)");
  expect(attempt(Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [`f${i}`, 0])))).toThrow("too many fields");
  let nested: unknown = 1;
  for (let i = 0; i < 15; i++) nested = [nested];
  expect(attempt({ nested })).not.toThrow();
  expect(attempt({ nested: [nested] })).toThrow("nested 17 levels deep > maximum nesting 16");
});

test("fields that are reserved are refused by name", () => {
  const insert = (value: Record<string, string>) => () => commit(engine, (tx) => tx.insert("t", value));
  expect(insert({ _id: "x" })).toThrow('Field "_id" cannot be set by insert');
  expect(insert({ $a: "x" })).toThrow("starts with a '$'");
  const { result: id } = commit(engine, (tx) => tx.insert("t", {}));
  expect(() => commit(engine, (tx) => tx.patch(id, { _creationTime: 1 }))).toThrow('Field "_creationTime" cannot be changed by patch');
  expect(() => commit(engine, (tx) => tx.replace(id, { _id: "other" }))).toThrow('Field "_id" cannot be changed by replace');
  expect(() => commit(engine, (tx) => tx.insert("bad name", {}))).toThrow('Invalid table name "bad name"');
  expect(() => commit(engine, (tx) => tx.insert("t", "text"))).toThrow("a document must be an object");
});
