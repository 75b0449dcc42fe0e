import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasNodeSqlite, openDriver, type DriverName } from "./drivers.ts";
import { networkFileSystem, prepareFolder } from "./folder.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(store: Store, entries: [string, string][]) {
  store.begin();
  for (const [key, value] of entries) store.put("docs", key, value);
  store.commit();
}

const drivers: DriverName[] = hasNodeSqlite() ? ["node", "wasm"] : ["wasm"];
describe.each(drivers)("the SQLite store on %s", (driver) => {
  test("keys are ordered by byte and ranges are half-open", () => {
    const store = openSqliteStore(directory, driver);
    write(store, [
      ["b", "2"],
      ["a\x00", "1"],
      ["a", "0"],
      ["\xff", "9"],
      ["\x80", "8"],
    ]);
    expect(store.scan("docs", "", "\xff\xff").map((e) => e.value)).toEqual(["0", "1", "2", "8", "9"]);
    expect(store.scan("docs", "a", "b").map((e) => e.value)).toEqual(["0", "1"]);
    expect(store.scan("docs", "a", "\xff\xff", { reverse: true, limit: 2 }).map((e) => e.key)).toEqual(["\xff", "\x80"]);
    expect(store.countRange("docs", "a", "b")).toBe(2);
    expect(store.get("docs", "a\x00")).toBe("1");
    expect(store.get("docs", "zz")).toBeNull();
    store.close();
  });

  test("an index scan brings the documents along", () => {
    const store = openSqliteStore(directory, driver);
    store.begin();
    store.put("docs", "\x00d1", '{"é":1}');
    store.put("docs", "\x00d2", "two");
    store.put("idx", "i2", "\x00d1");
    store.put("idx", "i1", "\x00d2");
    store.commit();
    expect(store.scanDocuments("i", "j")).toEqual([
      { key: "i1", value: "\x00d2", document: "two" },
      { key: "i2", value: "\x00d1", document: '{"é":1}' },
    ]);
    expect(store.scanDocuments("i", "j", { reverse: true, limit: 1 }).map((e) => e.key)).toEqual(["i2"]);
    store.close();
  });

  test.each([1, 7, 8, 9, 20])("%d rows written at once are as if written one after another", (count) => {
    const store = openSqliteStore(directory, driver);
    const inTransaction = (work: () => void) => {
      store.begin();
      work();
      store.commit();
    };
    const key = (n: number) => `k${String.fromCharCode(n)}`;
    const value = (n: number) => `{"text":"größe ${n} 𝄞"}`;
    for (const space of ["docs", "meta"] as const) {
      inTransaction(() =>
        store.write(
          space,
          Array.from({ length: count }, (_, n) => [key(n), value(n)]),
        ),
      );
      inTransaction(() =>
        store.write(
          space,
          Array.from({ length: count }, (_, n) => [key(n), n % 3 === 0 ? value(n + 100) : null]),
        ),
      );
      expect(store.scan(space, "k", "l")).toEqual(
        Array.from({ length: count }, (_, n) => ({ key: key(n), value: value(n + 100) })).filter((_, n) => n % 3 === 0),
      );
    }
    inTransaction(() =>
      store.write(
        "idx",
        Array.from({ length: count }, (_, n) => [key(n), key(n + 1)]),
      ),
    );
    expect(store.scan("idx", "k", "l").map((entry) => entry.value)).toEqual(Array.from({ length: count }, (_, n) => key(n + 1)));
    store.close();
  });

  test("what was committed is there after reopening, what was rolled back is not", () => {
    const store = openSqliteStore(directory, driver);
    write(store, [["kept", "1"]]);
    store.begin();
    store.put("docs", "dropped", "1");
    store.delete("docs", "kept");
    store.rollback();
    store.close();
    const again = openSqliteStore(directory, driver);
    expect(again.scan("docs", "", "\xff").map((e) => e.key)).toEqual(["kept"]);
    again.close();
  });

  test("writes outside of a transaction are refused", () => {
    const store = openSqliteStore(directory, driver);
    expect(() => store.put("docs", "k", "v")).toThrow("need an open transaction");
    store.close();
  });

  test("its files are for the user alone, also in a folder that others may read", () => {
    chmodSync(directory, 0o755);
    for (const value of ["1", "2"]) {
      const store = openSqliteStore(directory, driver);
      write(store, [["a", value]]);
      const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files.map((file) => [file.name, statSync(join(directory, file.name)).mode & 0o077])).toEqual(
        files.map((file) => [file.name, 0]),
      );
      store.close();
    }
  });

  test("after a full disk the change can be rolled back and the statements used again", () => {
    const database = openDriver(join(directory, "full.sqlite3"), driver);
    database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA max_page_count=10; CREATE TABLE t (v TEXT)");
    const put = database.prepare("INSERT INTO t (v) VALUES (?)");
    const count = database.prepare("SELECT count(*) AS n FROM t");
    const [begin, commit, rollback] = [database.prepare("BEGIN IMMEDIATE"), database.prepare("COMMIT"), database.prepare("ROLLBACK")];
    for (let round = 0; round < 3; round++) {
      begin.run([]);
      put.run(["small"]);
      expect(() => put.run(["x".repeat(100_000)])).toThrow("full");
      try {
        rollback.run([]);
      } catch (error) {
        expect(String(error)).toContain("no transaction is active");
      }
      expect(count.get([])).toMatchObject({ n: round });
      begin.run([]);
      put.run(["small"]);
      commit.run([]);
    }
    database.close();
  });

  test("no commit moves more than a few megabytes from the log into the file, which would hold up who writes next", () => {
    const store = openSqliteStore(directory, driver);
    const log = join(directory, "data.sqlite3-wal");
    let longest = 0;
    for (let commit = 0; commit < 300; commit++) {
      write(
        store,
        Array.from({ length: 8 }, (_, n) => [`${n}-${commit}`, "x".repeat(8000)]),
      );
      longest = Math.max(longest, statSync(log).size);
    }
    expect(longest).toBeGreaterThan(1_000_000);
    expect(longest).toBeLessThan(5_000_000);
    store.close();
  });

  test("a file of a newer format is left alone", () => {
    openSqliteStore(directory, driver).close();
    const database = openDriver(join(directory, "data.sqlite3"), driver);
    database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA user_version=99");
    database.close();
    expect(() => openSqliteStore(directory, driver)).toThrow("written by a newer host (format 99");
  });

  test("a copy is what the store is at its end, whatever was written meanwhile, and never overwrites a file", () => {
    const store = openSqliteStore(directory, driver);
    const model = new Map<string, string>();
    const change = (count: number) => {
      store.begin();
      for (let n = 0; n < count; n++) {
        const key = `k${Math.floor(Math.random() * 3000)}`;
        if (Math.random() < 0.3) {
          model.delete(key);
          store.delete("docs", key);
        } else {
          model.set(key, "x".repeat(Math.random() * 300));
          store.put("docs", key, model.get(key) ?? "");
        }
      }
      store.commit();
    };
    change(4000);
    for (const round of ["first", "second"]) {
      mkdirSync(join(directory, round));
      const path = join(directory, round, "data.sqlite3");
      const copy = store.startCopy(path);
      expect(() => store.startCopy(`${path}2`)).toThrow("Another copy");
      let steps = 0;
      // Hardly any time for each: also a fast machine needs several.
      for (; !copy.step(0.01); steps++) {
        if (steps < 20) change(50);
        // What is undone must not reach the copy.
        store.begin();
        store.put("docs", `k${steps}`, "undone");
        store.rollback();
      }
      copy.close();
      expect(steps).toBeGreaterThan(3);
      expect(() => store.startCopy(path)).toThrow("exists already");
      const copied = openSqliteStore(join(directory, round), driver);
      expect(copied.scan("docs", "", "\xff")).toEqual(
        [...model].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1)),
      );
      copied.close();
      change(100);
    }
    store.close();
  });
});

test("network file systems are known by their numbers, and a local folder is made private", () => {
  expect(networkFileSystem(0x6969)).toBe("NFS");
  expect(networkFileSystem(-11317950)).toBe("CIFS");
  expect(networkFileSystem(0xef53)).toBeNull();
  prepareFolder(join(directory, "a/b"));
  expect(statSync(join(directory, "a/b")).mode & 0o777).toBe(0o700);
});
