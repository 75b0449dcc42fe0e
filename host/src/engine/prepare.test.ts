import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../values/json.ts";
import { checkFolder } from "./check.ts";
import { openEngine } from "./engine.ts";
import { collect, commit, read, schemaWith, tableScan } from "./testing.ts";
import type { Engine } from "./types.ts";

const fields = (value: Record<string, Json>): Json => ({
  type: "object",
  value: Object.fromEntries(Object.entries(value).map(([name, fieldType]) => [name, { fieldType, optional: false }])),
});
const loose: Json = { type: "union", value: [{ type: "number" }, { type: "string" }] };
const OLD = schemaWith({ t: { by_n: ["n"] } }, { t: fields({ n: loose, m: { type: "number" } }) });
const NEW = schemaWith({ t: { by_n: ["n", "m"], by_m: ["m"] } }, { t: fields({ n: { type: "number" }, m: { type: "number" } }) });
const byM = { source: { type: "IndexRange", indexName: "t.by_m", range: [] }, operators: [] } as const;
const now = (work: () => void) => Promise.resolve(work());

let directory: string;
let engine: Engine;
let ids: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "prepare-"));
  engine = openEngine(directory);
  engine.applySchema(OLD);
  ids = commit(engine, (tx) => Array.from({ length: 3000 }, (_, n) => tx.insert("t", { n, m: n % 7 }))).result;
});
afterEach(() => {
  engine.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What a writer does meanwhile, anywhere in the table. */
function write() {
  commit(engine, (tx) => {
    const at = Math.floor(Math.random() * ids.length);
    const id = String(ids[at]);
    tx.patch(id, { m: Math.floor(Math.random() * 100) });
    ids[at] = tx.insert("t", { n: at, m: -1 });
    if (at % 3 === 0) tx.remove(id);
    else ids.push(id);
  });
}

test("writers go on while indexes are filled, an interruption loses nothing, and the change itself looks at no document", async () => {
  let looked = 0;
  const interrupted = engine.prepareSchema(NEW, now, (documents) => {
    looked = documents;
    for (let n = 0; n < 5; n++) write();
    if (documents > 1000) throw new Error("interrupted");
  });
  await expect(interrupted).rejects.toThrow("interrupted");
  expect(() => read(engine, (tx) => tx.openQuery(byM))).toThrow("not found");
  engine.close();
  expect(checkFolder(directory).problems).toEqual([]);
  engine = openEngine(directory);
  const rest = await engine.prepareSchema(NEW, now, () => write());
  // Not from the begin again.
  expect(rest).toBeLessThan(ids.length - looked + 600);
  for (let n = 0; n < 20; n++) write();
  const change = engine.applySchema(NEW);
  expect(change).toMatchObject({ validatedDocuments: 0, createdIndexes: ["t.by_n", "t.by_m"], droppedIndexes: ["t.by_n"] });
  const sorted = read(engine, (tx) => collect(tx.openQuery(byM)).map((document) => Number(document["m"])));
  expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
  expect(sorted).toHaveLength(read(engine, (tx) => collect(tx.openQuery(tableScan("t")))).length);
  engine.close();
  expect(checkFolder(directory).problems).toEqual([]);
  engine = openEngine(directory);
});

test("a document that does not match is named, and work goes on under the old schema", async () => {
  commit(engine, (tx) => tx.insert("t", { n: "word", m: 1 }));
  await expect(engine.prepareSchema(NEW, now)).rejects.toThrow(/Schema validation failed.*Value: "word"/s);
  write();
  expect(() => engine.applySchema(NEW)).toThrow("Schema validation failed");
  write();
  engine.applySchema(OLD);
  write();
});

test("a document that a writer adds after it was prepared, and that does not match, is found", async () => {
  await engine.prepareSchema(NEW, now);
  const { result: id } = commit(engine, (tx) => tx.insert("t", { n: "late", m: 1 }));
  expect(() => engine.applySchema(NEW)).toThrow("late");
  commit(engine, (tx) => tx.remove(id));
  expect(engine.applySchema(NEW).validatedDocuments).toBe(3000);
});

test("a start with the old functions after all forgets what was prepared", async () => {
  await engine.prepareSchema(NEW, now);
  engine.applySchema(OLD);
  expect(Object.keys(engine.tables().find(({ name }) => name === "t")?.indexes ?? {})).toEqual(["by_creation_time", "by_n"]);
  engine.close();
  expect(checkFolder(directory).problems).toEqual([]);
  engine = openEngine(directory);
});

test("a field that may be missing needs no look at the documents", async () => {
  const wider = schemaWith(
    { t: { by_n: ["n"] } },
    {
      t: {
        type: "object",
        value: {
          n: { fieldType: loose, optional: false },
          m: { fieldType: { type: "number" }, optional: false },
          note: { fieldType: { type: "string" }, optional: true },
        },
      },
    },
  );
  expect(await engine.prepareSchema(wider, now)).toBe(0);
  expect(engine.applySchema(wider).validatedDocuments).toBe(0);
  commit(engine, (tx) => tx.insert("t", { n: 1, m: 1, note: "x" }));
});
