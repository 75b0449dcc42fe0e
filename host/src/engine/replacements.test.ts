import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { encodeId } from "../values/ids.ts";
import { checkFolder } from "./check.ts";
import { openEngine } from "./engine.ts";
import { collect, commit, read, schemaWith, tableScan, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

const SCHEMA = schemaWith({ things: { by_n: ["n"] }, others: {} });

function engineWithThings(): { engine: Engine; directory: string } {
  const { engine, directory, destroy } = temporaryEngine();
  onTestFinished(destroy);
  engine.applySchema(SCHEMA);
  commit(engine, (tx) => {
    for (let n = 0; n < 5; n++) tx.insert("things", { n, from: "old" });
  });
  return { engine, directory };
}

const things = (engine: Engine) =>
  read(engine, (tx) =>
    collect(tx.openQuery(tableScan("things"))).map(({ n, from }) => `${JSON.stringify(from)} ${JSON.stringify(n)}`.replaceAll('"', "")),
  );
const byN = (engine: Engine, n: number) =>
  read(engine, (tx) =>
    collect(
      tx.openQuery({
        source: { type: "IndexRange", indexName: "things.by_n", range: [{ type: "Eq", fieldPath: "n", value: n }], order: "asc" },
        operators: [],
      }),
    ),
  );

const documents = (count: number) => Array.from({ length: count }, (_, n) => ({ n, from: "new" }));

function put(
  replacement: { put: (name: string, documents: readonly { n: number; from: string }[]) => string[] },
  name: string,
  all: { n: number; from: string }[],
): void {
  for (let done = 0; done < all.length;) done += replacement.put(name, all.slice(done)).length;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "replaced-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a kill would leave: the files as they are now. */
function copyOf(directory: string): string {
  const copy = newFolder();
  for (const name of ["data.sqlite3", "data.sqlite3-wal"]) cpSync(join(directory, name), join(copy, name));
  return copy;
}

function sweepAll(engine: Engine): void {
  let state = engine.replacements.sweep();
  for (; state === "more"; state = engine.replacements.sweep());
  expect(state).toBe("done");
}

test("another content takes the place of what a table has in one commit, which open queries do not see", () => {
  const { engine, directory } = engineWithThings();
  const before = engine.begin("query");
  const replacement = engine.replacements.open(["things"], new Map());
  put(replacement, "things", documents(1000));
  expect(things(engine)).toHaveLength(5);
  expect(byN(engine, 999)).toEqual([]);
  const ts = engine.lastTs;
  replacement.exchange(new Map([["mark", "done"]]));
  expect(engine.lastTs).toBeGreaterThan(ts);
  expect(things(engine)).toEqual(documents(1000).map(({ n }) => `new ${n}`));
  expect(byN(engine, 999)).toMatchObject([{ from: "new" }]);
  expect(engine.getMeta("mark")).toBe("done");
  expect(engine.replacements.sweep()).toBe("later");
  expect(collect(before.openQuery(tableScan("things")))).toMatchObject([
    { from: "old" },
    { from: "old" },
    { from: "old" },
    { from: "old" },
    { from: "old" },
  ]);
  expect(before.getMeta("mark")).toBeNull();
  before.close();
  sweepAll(engine);
  const id = commit(engine, (tx) => tx.insert("things", { n: 7, from: "later", at: { $commitTs: null } })).result;
  expect(read(engine, (tx) => tx.get(id))).toContain("later");
  expect(things(engine)).toHaveLength(1001);
  engine.close();
  expect(checkFolder(directory)).toMatchObject({ documents: 1001, problems: [] });
});

test("a copy that is made meanwhile holds one content, and says its format", async () => {
  const { engine, directory } = engineWithThings();
  commit(engine, (tx) => {
    for (let n = 0; n < 3000; n++) tx.insert("others", { text: "x".repeat(1000) });
  });
  const replacement = engine.replacements.open(["things"], new Map());
  const copying = engine.backup(join(directory, "copy"));
  put(replacement, "things", documents(700));
  replacement.exchange(new Map());
  await copying;
  const copy = newFolder();
  cpSync(join(directory, "copy"), join(copy, "data.sqlite3"));
  expect(readFileSync(join(directory, "copy")).readUInt32BE(60)).toBe(2);
  expect(checkFolder(copy)).toMatchObject({ documents: 3700, problems: [] });
});

test("a mutation that began before the exchange is run again", () => {
  const { engine } = engineWithThings();
  const replacement = engine.replacements.open(["things"], new Map());
  const tx = engine.begin("mutation");
  tx.insert("things", { n: 6, from: "meanwhile" });
  replacement.exchange(new Map());
  expect(() => engine.stage(tx)).toThrow(expect.objectContaining({ name: "ConflictError" }) as Error);
});

test("whoever is killed before the exchange has the old content, and nothing else after a sweep; after it the new one", () => {
  const { engine, directory } = engineWithThings();
  const replacement = engine.replacements.open(["things"], new Map());
  put(replacement, "things", documents(700));
  const early = copyOf(directory);
  replacement.exchange(new Map());
  const late = copyOf(directory);
  for (const [copy, expected] of [
    [early, 5],
    [late, 700],
  ] as const) {
    const restarted = openEngine(copy);
    restarted.applySchema(SCHEMA);
    expect(things(restarted)).toHaveLength(expected);
    sweepAll(restarted);
    restarted.close();
    expect(checkFolder(copy)).toMatchObject({ documents: expected, problems: [] });
  }
});

test("what was abandoned goes in a sweep, and what is being written does not", () => {
  const { engine, directory } = engineWithThings();
  const [given, kept] = [engine.replacements.open(["things"], new Map()), engine.replacements.open(["others"], new Map())];
  put(given, "things", documents(30));
  put(kept, "others", documents(40));
  given.abandon();
  sweepAll(engine);
  kept.exchange(new Map());
  sweepAll(engine);
  expect(read(engine, (tx) => [tx.count("things"), tx.count("others")])).toEqual([5, 40]);
  engine.close();
  expect(checkFolder(directory)).toMatchObject({ documents: 45, problems: [] });
});

test("documents keep ids of another number, which the table takes at the exchange; one that another table uses by then is refused", () => {
  const { engine } = engineWithThings();
  const number = 20_000;
  const _id = encodeId(number, "sixteen bytes...");
  const replacement = engine.replacements.open(["things"], new Map([["things", number]]));
  expect(replacement.put("things", [{ _id, _creationTime: 1, n: 1, from: "new" }])).toEqual([_id]);
  expect(() => replacement.put("things", [{ _id, n: 1 }])).toThrow("have the ID");
  expect(() => replacement.put("things", [{ _id: encodeId(10_001, "sixteen bytes..."), n: 1 }])).toThrow("is not an ID of table");
  expect(read(engine, (tx) => tx.get(_id))).toBeNull();
  replacement.exchange(new Map());
  expect(read(engine, (tx) => tx.get(_id))).toContain("new");
  const clash = engine.replacements.open(["others"], new Map([["others", number]]));
  expect(() => clash.exchange(new Map())).toThrow("has documents");
  expect(things(engine)).toEqual(["new 1"]);
});

test("a schema that comes meanwhile is not gone around", () => {
  const { engine } = engineWithThings();
  const replacement = engine.replacements.open(["things"], new Map());
  engine.applySchema(schemaWith({ things: { by_n: ["n"], by_from: ["from"] }, others: {} }));
  expect(() => replacement.exchange(new Map())).toThrow('schema of table "things" changed');
  expect(things(engine)).toHaveLength(5);
});

test("an index that is being filled for the next schema is filled with the new content", async () => {
  const { engine, directory } = engineWithThings();
  const next = schemaWith({ things: { by_n: ["n"], by_from: ["from"] }, others: {} });
  await engine.prepareSchema(next, async (work) => work());
  const replacement = engine.replacements.open(["things"], new Map());
  put(replacement, "things", documents(600));
  replacement.exchange(new Map());
  await engine.prepareSchema(next, async (work) => work());
  engine.applySchema(next);
  sweepAll(engine);
  engine.close();
  expect(checkFolder(directory)).toMatchObject({ documents: 600, problems: [] });
});
