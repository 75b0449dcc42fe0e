import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { integerJson } from "../values/order.ts";
import { openEngine } from "./engine.ts";
import { ConflictError } from "./errors.ts";
import { collect, commit, read, schemaWith, tableScan, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

let engine: Engine;
let directory: string;
let destroy: () => void;
beforeEach(() => {
  ({ engine, directory, destroy } = temporaryEngine());
});
afterEach(() => destroy());

function reopen() {
  engine.close();
  engine = openEngine(directory);
  destroy = () => {
    engine.close();
    rmSync(directory, { recursive: true, force: true });
  };
}

test("a document can be written, read, changed and removed", () => {
  const { result: id } = commit(engine, (tx) => tx.insert("robots", { name: "arm", n: { $integer: "AQAAAAAAAAA=" } }));
  const stored = read(engine, (tx) => JSON.parse(tx.get(id) ?? "null"));
  expect(stored).toMatchObject({ _id: id, name: "arm", n: { $integer: "AQAAAAAAAAA=" } });
  commit(engine, (tx) => tx.patch(id, { name: { $undefined: null }, x: 1 }, { table: "robots" }));
  expect(read(engine, (tx) => JSON.parse(tx.get(id) ?? "null"))).toEqual({
    _id: id,
    _creationTime: stored._creationTime,
    n: stored.n,
    x: 1,
  });
  commit(engine, (tx) => tx.replace(id, { _id: id, y: 2 }));
  expect(read(engine, (tx) => JSON.parse(tx.get(id) ?? "null"))).toEqual({ _id: id, _creationTime: stored._creationTime, y: 2 });
  commit(engine, (tx) => tx.remove(id));
  expect(read(engine, (tx) => tx.get(id))).toBeNull();
  expect(read(engine, (tx) => collect(tx.openQuery(tableScan("robots"))))).toEqual([]);
});

test("a mutation sees its own writes and the open batch, a query only what was flushed", () => {
  const first = engine.begin("mutation");
  const id = first.insert("t", { n: 1 });
  expect(collect(first.openQuery(tableScan("t")))).toHaveLength(1);
  const { ts } = engine.stage(first);
  const second = engine.begin("mutation");
  expect(second.get(id)).not.toBeNull();
  second.patch(id, { n: 2 });
  engine.stage(second);
  expect(engine.batch).toMatchObject({ mutations: 2, documents: 2 });
  expect(read(engine, (tx) => tx.get(id))).toBeNull();
  const flushed = engine.flush();
  expect(flushed).toMatchObject({ ts, mutations: 2 });
  expect(read(engine, (tx) => tx.get(id))).toContain('"n":2');
});

test("a running query keeps its snapshot while commits go on", () => {
  const { result: ids } = commit(engine, (tx) => Array.from({ length: 40 }, (_, n) => tx.insert("t", { n })));
  const query = engine.begin("query");
  const stream = query.openQuery(tableScan("t"));
  stream.next();
  commit(engine, (tx) => ids.forEach((id, i) => (i % 2 === 0 ? tx.remove(id) : tx.patch(id, { n: -1 }))));
  commit(engine, (tx) => tx.insert("t", { n: 100 }));
  expect(collect(stream).map((d) => d["n"])).toEqual(Array.from({ length: 39 }, (_, i) => i + 1));
  expect(query.get(ids[0] ?? "")).toContain('"n":0');
  expect(collect(query.openQuery(tableScan("t", "desc")))).toHaveLength(40);
  query.close();
  expect(read(engine, (tx) => collect(tx.openQuery(tableScan("t"))))).toHaveLength(21);
});

test("a running mutation keeps its view while the batch below it is flushed", () => {
  commit(engine, (tx) => Array.from({ length: 20 }, (_, n) => tx.insert("t", { n })));
  const earlier = engine.begin("mutation");
  const [first] = collect(earlier.openQuery({ ...tableScan("t"), operators: [{ limit: 1 }] }));
  for (let n = 20; n < 40; n++) earlier.insert("t", { n });
  earlier.patch((first as { _id: string })._id, { n: -1 });
  engine.stage(earlier);
  const running = engine.begin("mutation");
  for (let n = 40; n < 60; n++) running.insert("t", { n });
  const seen: unknown[] = [];
  const stream = running.openQuery(tableScan("t"));
  for (let text = stream.next(); text !== null; text = stream.next()) {
    seen.push((JSON.parse(text) as { n: number }).n);
    if (seen.length === 3) engine.flush();
  }
  expect(seen).toEqual([-1, ...Array.from({ length: 59 }, (_, i) => i + 1)]);
  engine.stage(running);
  engine.flush();
  expect(read(engine, (tx) => tx.count("t"))).toBe(60);
});

test("a savepoint undoes what came after it and nothing else", () => {
  const { result: kept } = commit(engine, (tx) => tx.insert("t", { n: 1 }));
  commit(engine, (tx) => {
    const added = tx.insert("t", { n: 2 });
    const outer = tx.savepoint();
    tx.patch(kept, { n: 10 });
    const inner = tx.savepoint();
    tx.remove(added);
    tx.insert("t", { n: 3 });
    tx.putMeta("m", "x");
    tx.rollbackTo(inner);
    expect(collect(tx.openQuery(tableScan("t"))).map((d) => d["n"])).toEqual([10, 2]);
    tx.rollbackTo(outer);
  });
  expect(read(engine, (tx) => collect(tx.openQuery(tableScan("t"))).map((d) => d["n"]))).toEqual([1, 2]);
  expect(engine.getMeta("m")).toBeNull();
});

test("a mutation that read what another one staged meanwhile must run again", () => {
  const { result: id } = commit(engine, (tx) => tx.insert("t", { n: 1 }));
  const slow = engine.begin("mutation");
  const other = engine.begin("mutation");
  slow.get(id);
  other.patch(id, { n: 2 });
  engine.stage(other);
  slow.insert("log", {});
  expect(() => engine.stage(slow)).toThrow(ConflictError);
  engine.flush();
  expect(read(engine, (tx) => collect(tx.openQuery(tableScan("log"))))).toEqual([]);
});

test("a dropped batch leaves nothing behind and is never committed under its timestamp", () => {
  const tx = engine.begin("mutation");
  const id = tx.insert("t", {});
  const running = engine.begin("mutation");
  const { ts } = engine.stage(tx);
  engine.rollbackBatch();
  expect(() => engine.stage(running)).toThrow(ConflictError);
  expect(engine.flush().mutations).toBe(0);
  expect(read(engine, (q) => q.get(id))).toBeNull();
  expect(commit(engine, (m) => m.insert("t", {})).flushed.ts).toBeGreaterThan(ts);
});

test("documents, indexes, records and the clock are there after reopening", () => {
  engine.applySchema(schemaWith({ t: { by_n: ["n"] } }));
  const { result: id, flushed } = commit(engine, (tx) => {
    tx.putMeta("request/é/1", "done");
    return tx.insert("t", { n: 5 });
  });
  const stored = read(engine, (tx) => tx.get(id));
  reopen();
  expect(read(engine, (tx) => tx.get(id))).toBe(stored);
  expect(engine.lastTs).toBeGreaterThanOrEqual(flushed.ts);
  expect(engine.scanMeta("request/")).toEqual([{ key: "request/é/1", value: "done" }]);
  const query = {
    source: { type: "IndexRange", indexName: "t.by_n", range: [{ type: "Eq", fieldPath: "n", value: 5 }] },
    operators: [],
  } as const;
  expect(read(engine, (tx) => collect(tx.openQuery(query)))).toHaveLength(1);
  expect(commit(engine, (tx) => tx.insert("t", {})).flushed.ts).toBeGreaterThan(flushed.ts);
});

test("records outside of a mutation join the batch and are dropped with it", () => {
  engine.putMeta("a", "1");
  expect(engine.getMeta("a")).toBe("1");
  engine.rollbackBatch();
  expect(engine.getMeta("a")).toBeNull();
  engine.putMeta("a", "2");
  engine.flush();
  engine.putMeta("a/b", "3");
  engine.deleteMeta("a");
  expect(engine.scanMeta("a")).toEqual([{ key: "a/b", value: "3" }]);
});

test("timestamps only grow, also past one that a client has seen elsewhere, and a forgotten one is not used late", () => {
  const tx = engine.begin("mutation");
  tx.insert("t", {});
  const { ts } = engine.stage(tx);
  const seen = ts + 60_000_000_000n;
  engine.advanceClock(seen);
  expect(engine.lastTs).toBeLessThan(ts);
  expect(engine.flush().ts).toBe(ts);
  expect(engine.lastTs).toBe(seen);
  expect(commit(engine, (m) => m.insert("t", {})).flushed.ts).toBeGreaterThan(seen);
  reopen();
  expect(engine.lastTs).toBeGreaterThan(seen);
  const unused = engine.pendingTs();
  expect(engine.flush().mutations).toBe(0);
  expect(engine.pendingTs()).toBeGreaterThan(unused);
});

test("the commit timestamp replaces its placeholder, in the document and in its index", () => {
  engine.applySchema(schemaWith({ t: { by_at: ["at"] } }));
  const { result: id, flushed } = commit(engine, (tx) => tx.insert("t", { at: { $commitTs: null }, text: '{"$commitTs":null}' }));
  expect(read(engine, (tx) => JSON.parse(tx.get(id) ?? ""))).toMatchObject({ at: integerJson(flushed.ts), text: '{"$commitTs":null}' });
  const range = [{ type: "Eq", fieldPath: "at", value: integerJson(flushed.ts) }] as const;
  const query = { source: { type: "IndexRange", indexName: "t.by_at", range }, operators: [] } as const;
  expect(read(engine, (tx) => collect(tx.openQuery(query)))).toHaveLength(1);
});

test("a start with the schema that is there commits nothing", () => {
  const schema = schemaWith({ t: { by_a: ["a"] } });
  expect(engine.applySchema(schema).createdTables).toEqual(["t"]);
  commit(engine, (tx) => tx.insert("t", { a: 1 }));
  const ts = engine.lastTs;
  engine.close();
  const again = openEngine(directory);
  expect(again.applySchema(schema)).toMatchObject({ createdTables: [], createdIndexes: [] });
  expect(again.lastTs).toBe(ts);
  expect(again.applySchema(schemaWith({ t: { by_b: ["b"] } })).createdIndexes).toEqual(["t.by_b"]);
  expect(again.lastTs).toBeGreaterThan(ts);
  again.close();
});
