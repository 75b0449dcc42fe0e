import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../values/json.ts";
import { apply, change, clear, model, query, source } from "./query-model.testing.ts";
import type { SerializedQuery } from "./query-types.ts";
import { intersects } from "./read-set.ts";
import { collect, commit, read, schemaWith, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

/*
 * Random documents, random changes and random index ranges, against a model that keeps an array and sorts it with the
 * comparison of the convex package.
 */

let engine: Engine;
let destroy: () => void;
beforeEach(() => {
  ({ engine, destroy } = temporaryEngine());
  engine.applySchema(schemaWith({ t: { by_a: ["a"], by_a_b: ["a", "b.c"] } }));
});
afterEach(() => destroy());

test("queries give what the model gives: committed, in the open batch, and over a mutation's own writes", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(change, { maxLength: 12 }),
      fc.array(change, { maxLength: 12 }),
      fc.array(query, { minLength: 1, maxLength: 6 }),
      (first, second, third, queries) => {
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const committed = [...documents];
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
        const running = engine.begin("query");
        const staged = engine.begin("mutation");
        for (const action of second) apply(staged, documents, action);
        engine.stage(staged);
        const own = engine.begin("mutation");
        for (const action of third) apply(own, documents, action);
        for (const q of queries) expect(collect(own.openQuery(q))).toEqual(model(documents, q));
        engine.stage(own);
        for (const q of queries) expect(collect(running.openQuery(q))).toEqual(model(committed, q));
        engine.flush();
        // The running query still sees its snapshot, a new one everything.
        for (const q of queries) expect(collect(running.openQuery(q))).toEqual(model(committed, q));
        running.close();
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
        expect(read(engine, (tx) => tx.count("t"))).toBe(documents.length);
      },
    ),
    { numRuns: 120 },
  );
});

test("a commit that does not meet the read set never changes the result", () => {
  let untouched = 0;
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 20 }),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      fc.array(query, { minLength: 1, maxLength: 8 }),
      (first, second, queries) => {
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const before = queries.map((q) => {
          const tx = engine.begin("query");
          const result = collect(tx.openQuery(q));
          const page = tx.queryPage({ query: q, cursor: null, pageSize: 3 });
          tx.close();
          return { q, result, page, readSet: tx.readSet };
        });
        const { flushed } = commit(engine, (tx) => second.forEach((action) => apply(tx, documents, action)));
        for (const { q, result, page, readSet } of before) {
          if (intersects(readSet, flushed.writeSet)) continue;
          untouched++;
          read(engine, (tx) => {
            expect(collect(tx.openQuery(q))).toEqual(result);
            expect(tx.queryPage({ query: q, cursor: null, pageSize: 3 })).toEqual(page);
          });
        }
      },
    ),
    { numRuns: 150 },
  );
  // Otherwise the test would say nothing.
  expect(untouched).toBeGreaterThan(80);
});

test("pages kept by their end cursors stay gapless and without overlap while documents come and go", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(change, { maxLength: 15 }),
      source,
      fc.integer({ min: 1, max: 4 }),
      (first, second, from, pageSize) => {
        const q: SerializedQuery = { source: from, operators: [] };
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const bounds: { cursor: string | null; endCursor: string }[] = [];
        const pagesNow = () =>
          bounds.flatMap((b) =>
            read(engine, (tx) => tx.queryPage({ query: q, ...b, pageSize })).page.map((text) => JSON.parse(text) as JsonObject),
          );
        const loaded: JsonObject[] = [];
        for (let cursor: string | null = null; ;) {
          const page = read(engine, (tx) => tx.queryPage({ query: q, cursor, pageSize }));
          loaded.push(...page.page.map((text) => JSON.parse(text) as JsonObject));
          bounds.push({ cursor, endCursor: page.continueCursor });
          if (page.isDone) break;
          cursor = page.continueCursor;
        }
        expect(loaded).toEqual(model(documents, q));
        commit(engine, (tx) => second.forEach((action) => apply(tx, documents, action)));
        expect(pagesNow()).toEqual(model(documents, q));
      },
    ),
    { numRuns: 100 },
  );
});

test("nested savepoints undo exactly what came after them", () => {
  const nested = fc.oneof(
    { weight: 5, arbitrary: change },
    { weight: 1, arbitrary: fc.constant({ kind: "mark" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "undo" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "keep" as const }) },
  );
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 10 }),
      fc.array(nested, { maxLength: 40 }),
      fc.array(query, { minLength: 1, maxLength: 4 }),
      (first, steps, queries) => {
        let documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const marks: { savepoint: number; documents: JsonObject[] }[] = [];
        commit(engine, (tx) => {
          for (const action of steps) {
            if (action.kind === "mark") marks.push({ savepoint: tx.savepoint(), documents: [...documents] });
            else if (action.kind === "undo" || action.kind === "keep") {
              const mark = marks.pop();
              if (mark === undefined) continue;
              if (action.kind === "keep") tx.release(mark.savepoint);
              else {
                tx.rollbackTo(mark.savepoint);
                documents = mark.documents;
              }
            } else apply(tx, documents, action);
          }
          for (const q of queries) expect(collect(tx.openQuery(q))).toEqual(model(documents, q));
        });
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
      },
    ),
    { numRuns: 100 },
  );
});
