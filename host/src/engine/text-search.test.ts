import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json, JsonObject } from "../values/json.ts";
import { checkFolder } from "./check.ts";
import { openEngine } from "./engine.ts";
import { intersects } from "./read-set.ts";
import { collect, commit, read, temporaryEngine } from "./testing.ts";
import type { QueryPage, SerializedQuery } from "./query-types.ts";
import type { Engine, Transaction } from "./types.ts";

const SCHEMA = JSON.stringify({
  schemaValidation: true,
  tables: [
    {
      tableName: "notes",
      indexes: [{ indexDescriptor: "by_room", fields: ["room"] }],
      searchIndexes: [{ indexDescriptor: "search", searchField: "text", filterFields: ["room", "by.name"] }],
      documentType: { type: "any" },
    },
  ],
});
const PLAIN = JSON.stringify({ schemaValidation: true, tables: [{ tableName: "notes", indexes: [], documentType: { type: "any" } }] });

let engine: Engine;
let directory: string;
let destroy: () => void;
beforeEach(() => {
  ({ engine, directory, destroy } = temporaryEngine());
  engine.applySchema(SCHEMA);
});
afterEach(() => destroy());

function search(text: string, equal: Record<string, Json> = {}, operators: SerializedQuery["operators"] = []): SerializedQuery {
  const filters = Object.entries(equal).map(([fieldPath, value]) => ({ type: "Eq" as const, fieldPath, value }));
  return {
    source: { type: "Search", indexName: "notes.search", filters: [{ type: "Search", fieldPath: "text", value: text }, ...filters] },
    operators,
  };
}
const textsIn = (tx: Transaction, query: SerializedQuery) => collect(tx.openQuery(query)).map(({ text }) => text as string);
const find = (...args: Parameters<typeof search>) => read(engine, (tx) => textsIn(tx, search(...args)));
const add = (...texts: string[]) => commit(engine, (tx) => texts.map((text) => tx.insert("notes", { text, room: "a" }))).result;

test("any word of the query finds, whatever its case and the signs around it, and the last word also by its beginning", () => {
  add("Rabbit, run!", "send a REQUEST", "Ünïcode straße", "x".repeat(33));
  expect(find("r").sort()).toEqual(["Rabbit, run!", "send a REQUEST"]);
  expect(find("r nothing")).toEqual([]);
  expect(find("SEND; rabbits").sort()).toEqual(["send a REQUEST"]);
  expect(find("send rabb").sort()).toEqual(["Rabbit, run!", "send a REQUEST"]);
  expect(find("ünï")).toEqual(["Ünïcode straße"]);
  for (const none of ["", "  .,", "ra-", "x".repeat(33)]) expect(find(none), none).toEqual(none === "ra-" ? ["Rabbit, run!"] : []);
});

test("the order tells how well a text matches: rare words, many of them, often, in a short text, whole; then the newest", () => {
  add("arm", "gripper", "arm arm gripper", "arm gripper and more", "arm of a robot", "grippers");
  const found = find("arm gripper");
  expect(found.slice(0, 2)).toEqual(["arm arm gripper", "arm gripper and more"]);
  expect(found.indexOf("gripper")).toBeLessThan(found.indexOf("grippers"));
  expect(found.indexOf("arm")).toBeLessThan(found.indexOf("arm of a robot"));
  add("same words", "words same", "same words");
  expect(find("same")).toEqual(["same words", "words same", "same words"]);
  const newest = read(engine, (tx) => collect(tx.openQuery(search("same"))).map(({ _creationTime }) => Number(_creationTime)));
  expect(newest).toEqual(newest.toSorted((a, b) => b - a));
});

test("filters compare whole values, of nested fields and of missing ones too", () => {
  commit(engine, (tx) => {
    tx.insert("notes", { text: "arm one", room: "a", by: { name: "ada" } });
    tx.insert("notes", { text: "arm two", room: "b", by: { name: "ada" } });
    tx.insert("notes", { text: "arm three", by: { name: { $integer: "AQAAAAAAAAA=" } } });
  });
  expect(find("arm", { room: "a" })).toEqual(["arm one"]);
  expect(find("arm", { room: { $undefined: null } })).toEqual(["arm three"]);
  expect(find("arm", { "by.name": "ada", room: "b" })).toEqual(["arm two"]);
  expect(find("arm", { "by.name": { $integer: "AQAAAAAAAAA=" } })).toEqual(["arm three"]);
  expect(find("arm", {}, [{ filter: { $eq: [{ $field: "text" }, { $literal: "arm two" }] } }])).toEqual(["arm two"]);
});

test("a mutation finds what it wrote, and does not find what it undid; a query sees its moment", () => {
  const [first = "", second = ""] = add("arm one", "arm two");
  const query = engine.begin("query");
  commit(engine, (tx) => {
    tx.patch(first, { text: "leg" });
    tx.remove(second);
    tx.insert("notes", { text: "arm three" });
    expect(textsIn(tx, search("arm"))).toEqual(["arm three"]);
    const mark = tx.savepoint();
    tx.insert("notes", { text: "arm four" });
    expect(textsIn(tx, search("arm"))).toHaveLength(2);
    tx.rollbackTo(mark);
    expect(textsIn(tx, search("arm"))).toEqual(["arm three"]);
  });
  expect(textsIn(query, search("arm")).sort()).toEqual(["arm one", "arm two"]);
  query.close();
  expect(find("arm")).toEqual(["arm three"]);
  expect(find("leg")).toEqual(["leg"]);
});

test("the limits are those of Convex, and said in its words", () => {
  commit(engine, (tx) => {
    for (let n = 0; n < 1030; n++) tx.insert("notes", { text: `arm ${n}` });
  });
  expect(find("arm", {}, [{ limit: 1024 }])).toHaveLength(1024);
  expect(() => find("arm")).toThrow(
    "Search query scanned too many documents (fetched 1024). Consider using a smaller limit, paginating the query, or using a filter field",
  );
  const numbers = (from: number) => Array.from({ length: 16 }, (_, n) => `none${from + n}`).join(" ");
  expect(find(`${numbers(0)} arm`, {}, [{ limit: 1 }])).toEqual([]);
  const tooMany: SerializedQuery = {
    source: {
      type: "Search",
      indexName: "notes.search",
      filters: [
        { type: "Search", fieldPath: "text", value: "a" },
        ...Array.from({ length: 9 }, () => ({ type: "Eq" as const, fieldPath: "room", value: "a" })),
      ],
    },
    operators: [],
  };
  expect(() => read(engine, (tx) => tx.openQuery(tooMany))).toThrow("too many filter conditions. Max: 8 Actual: 9");
  expect(() => find("a", { color: "red" })).toThrow('equality filter on "color"');
  expect(() =>
    read(engine, (tx) => tx.openQuery({ source: { type: "Search", indexName: "notes.other", filters: [] }, operators: [] })),
  ).toThrow("Search index notes.other not found");
  expect(() =>
    read(engine, (tx) => tx.openQuery({ source: { type: "IndexRange", indexName: "notes.search~text", range: [] }, operators: [] })),
  ).toThrow("not found");
});

test("pages together are the whole answer, and a page that is read again ends where it did", () => {
  commit(engine, (tx) => {
    for (let n = 0; n < 25; n++) tx.insert("notes", { text: "arm ".repeat(1 + (n % 5)) });
  });
  const query = search("arm");
  const whole = read(engine, (tx) => collect(tx.openQuery(query)).map(({ _id }) => _id));
  const paged: unknown[] = [];
  let cursor: string | null = null;
  for (let isDone = false; !isDone;) {
    const from: string | null = cursor;
    const page: QueryPage = read(engine, (tx) => tx.queryPage({ query, cursor: from, pageSize: 7 }));
    expect(read(engine, (tx) => tx.queryPage({ query, cursor: from, endCursor: page.continueCursor, pageSize: 1 })).page).toEqual(
      page.page,
    );
    paged.push(...page.page.map((text) => (JSON.parse(text) as { _id: string })._id));
    ({ isDone, continueCursor: cursor } = page);
  }
  expect(paged).toEqual(whole);
});

test("whatever is written: an answer that is not told of the change is still the right one, and holds what a plain look finds", () => {
  const words = ["arm", "armour", "leg", "le", "eye"];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const text = () => Array.from({ length: Math.floor(Math.random() * 4) }, () => pick(words)).join(" ");
  const ids: string[] = [];
  for (let round = 0; round < 60; round++) {
    const wanted = [pick(words), pick(words)] as const;
    const room = pick(["a", "b", undefined]);
    const query = search(wanted.join(" "), room === undefined ? {} : { room }, pick([[], [{ limit: 2 }]]));
    const tx = engine.begin("query");
    const before = collect(tx.openQuery(query));
    const { readSet } = tx;
    tx.close();
    const { flushed } = commit(engine, (writer) => {
      const dice = Math.random();
      if (dice < 0.5 || ids.length === 0) ids.push(writer.insert("notes", { text: text(), room: pick(["a", "b"]) }));
      else if (dice < 0.8) writer.patch(pick(ids), dice < 0.65 ? { text: text() } : { room: pick(["a", "b"]) });
      else writer.remove(ids.splice(Math.floor(Math.random() * ids.length), 1)[0] ?? "");
    });
    if (!intersects(readSet, flushed.writeSet)) expect(read(engine, (fresh) => collect(fresh.openQuery(query)))).toEqual(before);
    const all = read(engine, (fresh) => collect(fresh.openQuery({ source: { type: "FullTableScan", tableName: "notes" }, operators: [] })));
    const plain = all.filter(
      (note) =>
        (room === undefined || note["room"] === room) &&
        (note["text"] as string).split(" ").some((word) => word === wanted[0] || (word !== "" && word.startsWith(wanted[1]))),
    );
    const found = read(engine, (fresh) => collect(fresh.openQuery({ ...query, operators: [] })));
    const idsOf = (notes: JsonObject[]) => notes.map(({ _id }) => _id as string).sort();
    expect(idsOf(found)).toEqual(idsOf(plain));
  }
});

test("a new search index is filled for documents that are there, goes on after an interruption, and goes away wholly", async () => {
  engine.applySchema(PLAIN);
  commit(engine, (tx) => {
    for (let n = 0; n < 520; n++) tx.insert("notes", { text: `arm number ${n}` });
  });
  let steps = 0;
  const interrupted = engine.prepareSchema(
    SCHEMA,
    (work) => Promise.resolve(work()),
    () => {
      if (++steps === 2) throw new Error("interrupted");
    },
  );
  await expect(interrupted).rejects.toThrow("interrupted");
  engine.close();
  engine = openEngine(directory);
  add("arm written meanwhile");
  expect(await engine.prepareSchema(SCHEMA, (work) => Promise.resolve(work()))).toBeGreaterThan(0);
  expect(engine.applySchema(SCHEMA)).toMatchObject({ createdIndexes: expect.arrayContaining(["notes.search"]), validatedDocuments: 0 });
  expect(find("number 519", {}, [{ limit: 1 }])).toEqual(["arm number 519"]);
  expect(find("meanwhile")).toEqual(["arm written meanwhile"]);
  engine.close();
  expect(checkFolder(directory)).toMatchObject({ documents: 521, problems: [] });
  engine = openEngine(directory);
  expect(engine.applySchema(PLAIN).droppedIndexes).toContain("notes.search");
  expect(() => find("arm")).toThrow("not found");
  destroy = ((last) => () => (engine.close(), last()))(destroy);
});
