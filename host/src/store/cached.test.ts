import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { CachedStore } from "./cached.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

let directory: string;
let inner: Store;
let cached: CachedStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cached-"));
  inner = openSqliteStore(directory);
  cached = new CachedStore(inner);
});
afterEach(() => {
  cached.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Writes what the engine would: an entry and its document come and go together. */
const put = (index: string, document: string, text: string) => {
  cached.put("docs", document, text);
  cached.put("idx", index, document);
};

function inTransaction(work: () => void) {
  cached.begin();
  work();
  cached.commit();
}

const key = fc.constantFrom("a", "b", "b\x00", "c", "d", "\xff");
const step = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), key, text: fc.constantFrom("1", "22", "333") }),
  fc.record({ kind: fc.constant("delete" as const), key }),
  fc.record({ kind: fc.constantFrom("commit" as const, "rollback" as const) }),
  fc.record({ kind: fc.constant("get" as const), key }),
  fc.record({
    kind: fc.constant("scan" as const),
    start: key,
    end: key,
    reverse: fc.boolean(),
    limit: fc.constantFrom(undefined, 1, 2, 8, 20),
  }),
);

test("it answers what the store below answers, whatever is written, undone and asked before", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      cached.begin();
      for (const one of steps) {
        if (one.kind === "put") put(one.key, `doc ${one.key}`, one.text);
        else if (one.kind === "delete") {
          cached.delete("idx", one.key);
          cached.delete("docs", `doc ${one.key}`);
        } else if (one.kind === "get") expect(cached.get("docs", `doc ${one.key}`)).toBe(inner.get("docs", `doc ${one.key}`));
        else if (one.kind === "scan") {
          const options = { reverse: one.reverse, ...(one.limit === undefined ? {} : { limit: one.limit }) };
          expect(cached.scanDocuments(one.start, one.end, options)).toEqual(inner.scanDocuments(one.start, one.end, options));
        } else {
          cached[one.kind]();
          cached.begin();
        }
      }
      cached.commit();
    }),
    { numRuns: 300 },
  );
});

test("a row that is read again and again is read from the file once, also after it was written", () => {
  inTransaction(() => put("robot 1", "doc 1", "first"));
  const [get, scan] = [vi.spyOn(inner, "get"), vi.spyOn(inner, "scanDocuments")];
  for (const text of ["second", "third", "fourth"]) {
    expect(cached.scanDocuments("robot 1", "robot 2", { limit: 2 })).toHaveLength(1);
    inTransaction(() => cached.put("docs", "doc 1", text));
    expect(cached.scanDocuments("robot 1", "robot 2", { limit: 2 })).toEqual([{ key: "robot 1", value: "doc 1", document: text }]);
    expect(cached.get("docs", "doc 1")).toBe(text);
  }
  expect([get.mock.calls.length, scan.mock.calls.length]).toEqual([0, 1]);
});

test("what is remembered of documents is bounded", () => {
  const text = "x".repeat(1024 * 1024);
  inTransaction(() => {
    for (let n = 0; n < 40; n += 1) cached.put("docs", `doc ${n}`, text);
  });
  const get = vi.spyOn(inner, "get");
  for (let n = 0; n < 40; n += 1) expect(cached.get("docs", `doc ${n}`)).toBe(text);
  expect(get.mock.calls.length).toBeGreaterThan(20);
});
