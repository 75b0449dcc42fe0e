import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Store } from "../store/store.ts";
import { ConflictError } from "./errors.ts";
import { collect, commit, read, schemaWith, tableScan, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

/** The step of the store that fails next, as on a full disk. */
const failing = vi.hoisted(() => ({ at: null as "put" | "commit" | null }));

vi.mock("../store/sqlite.ts", async (importOriginal) => {
  const original = await importOriginal<{ openSqliteStore: (...args: unknown[]) => Store }>();
  const openSqliteStore = (...args: unknown[]) => {
    const store = original.openSqliteStore(...args);
    for (const step of ["put", "commit"] as const) {
      const real = store[step].bind(store) as (...values: string[]) => void;
      store[step] = (...values: string[]) => {
        if (failing.at === step) throw new Error("database or disk is full");
        real(...values);
      };
    }
    return store;
  };
  return { ...original, openSqliteStore };
});

let engine: Engine;
let destroy: () => void;
beforeEach(() => {
  ({ engine, destroy } = temporaryEngine());
});
afterEach(() => {
  failing.at = null;
  destroy();
});

const numbers = () => read(engine, (tx) => collect(tx.openQuery(tableScan("t"))).map((document) => document["n"]));

test.each(["put", "commit"] as const)("when the store fails at %s, the batch is dropped whole and work can go on", (step) => {
  commit(engine, (tx) => tx.insert("t", { n: 1 }));
  const tx = engine.begin("mutation");
  tx.insert("t", { n: 2 });
  const { ts } = engine.stage(tx);
  engine.putMeta("m", "x");
  const running = engine.begin("mutation");
  expect(collect(running.openQuery(tableScan("t")))).toHaveLength(2);
  failing.at = step;
  expect(() => engine.flush()).toThrow("disk is full");
  failing.at = null;
  expect(numbers()).toEqual([1]);
  expect(engine.getMeta("m")).toBeNull();
  // It has seen what is gone now.
  expect(() => engine.stage(running)).toThrow(ConflictError);
  const { flushed } = commit(engine, (m) => m.insert("t", { n: 3 }));
  expect(flushed.ts).toBeGreaterThan(ts);
  expect(numbers()).toEqual([1, 3]);
});

test.each(["put", "commit"] as const)("when the store fails at %s, the schema stays as it was", (step) => {
  commit(engine, (tx) => tx.insert("t", { n: 1 }));
  failing.at = step;
  expect(() => engine.applySchema(schemaWith({ t: { by_n: ["n"] } }))).toThrow("disk is full");
  failing.at = null;
  const query = { source: { type: "IndexRange", indexName: "t.by_n", range: [] }, operators: [] } as const;
  expect(() => read(engine, (tx) => tx.openQuery(query))).toThrow("not found");
  engine.applySchema(schemaWith({ t: { by_n: ["n"] } }));
  expect(read(engine, (tx) => collect(tx.openQuery(query)))).toHaveLength(1);
});

test("a table that a dropped batch had created keeps its number", () => {
  const tx = engine.begin("mutation");
  const id = tx.insert("fresh", {});
  engine.stage(tx);
  failing.at = "commit";
  expect(() => engine.flush()).toThrow("disk is full");
  failing.at = null;
  const { result: other } = commit(engine, (m) => m.insert("fresh", {}));
  expect(engine.tableOfId(id)).toBe("fresh");
  expect(engine.tableOfId(other)).toBe("fresh");
});
