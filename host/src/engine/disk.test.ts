import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasNodeSqlite, openDriver, type DriverName } from "../store/drivers.ts";
import { openEngine } from "./engine.ts";
import { UnknownOutcome } from "./errors.ts";
import { collect, commit, read, tableScan } from "./testing.ts";
import type { Engine } from "./types.ts";

let folder: string;
const realFsync = fs.fsyncSync;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "disk-"));
});
afterEach(() => {
  fs.fsyncSync = realFsync;
  fs.rmSync(folder, { recursive: true, force: true });
});

const drivers: DriverName[] = hasNodeSqlite() ? ["node", "wasm"] : ["wasm"];
const numbers = (engine: Engine) => read(engine, (tx) => collect(tx.openQuery(tableScan("t"))).map((document) => document["n"]));
const insert = (engine: Engine, n: number, more = {}) => commit(engine, (tx) => tx.insert("t", { n, ...more }));

/** What a host would find that starts on the files as they are now, as after a power cut. */
function afterPowerCut(data: string, driver: DriverName): unknown[] {
  const copy = fs.mkdtempSync(join(folder, "cut-"));
  for (const name of ["data.sqlite3", "data.sqlite3-wal"]) fs.copyFileSync(join(data, name), join(copy, name));
  const engine = openEngine(copy, { driver });
  try {
    return numbers(engine);
  } finally {
    engine.close();
  }
}

describe("a disk that fails to flush", () => {
  /** Only the WebAssembly build flushes through Node, where it can be made to fail. */
  const driver = "wasm";
  function failFlushes(times: number) {
    let left = times;
    fs.fsyncSync = (file) => {
      if (left-- > 0) throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
      realFsync(file);
    };
  }

  test("once: the change was certainly not made, not even after a restart, and work goes on", () => {
    const engine = openEngine(folder, { driver });
    insert(engine, 1);
    failFlushes(1);
    expect(() => insert(engine, 2)).toThrow(/I\/O error/);
    expect(numbers(engine)).toEqual([1]);
    expect(afterPowerCut(folder, driver)).toEqual([1]);
    insert(engine, 3);
    expect(afterPowerCut(folder, driver)).toEqual([1, 3]);
    engine.close();
  });

  test("mutations that change nothing ask it nothing, and what follows them is durable as ever", () => {
    const engine = openEngine(folder, { driver });
    insert(engine, 1);
    failFlushes(Infinity);
    const before = engine.lastTs;
    const look = engine.begin("mutation");
    expect(collect(look.openQuery(tableScan("t")))).toHaveLength(1);
    engine.stage(look);
    expect(engine.flush()).toMatchObject({ isOnDisk: false, mutations: 1 });
    expect(engine.lastTs).toBeGreaterThan(before);
    expect(() => insert(engine, 2)).toThrow();
    fs.fsyncSync = realFsync;
    insert(engine, 3);
    expect(afterPowerCut(folder, driver)).toEqual([1, 3]);
    engine.close();
  });

  test("again and again: nobody is told that the change was not made, until it certainly was not", () => {
    const engine = openEngine(folder, { driver });
    insert(engine, 1);
    failFlushes(Infinity);
    expect(() => insert(engine, 2)).toThrow(UnknownOutcome);
    expect(numbers(engine)).toEqual([1]);
    expect(() => insert(engine, 3)).toThrow(/I\/O error/);
    fs.fsyncSync = realFsync;
    insert(engine, 4);
    expect(numbers(engine)).toEqual([1, 4]);
    expect(afterPowerCut(folder, driver)).toEqual([1, 4]);
    engine.close();
  });
});

describe.each(drivers)("on %s", (driver) => {
  test("a log that was torn anywhere gives the commits before the tear, whole", () => {
    const engine = openEngine(folder, { driver });
    const wal = join(folder, "data.sqlite3-wal");
    const ends: number[] = [];
    for (let n = 0; n < 12; n++) {
      insert(engine, n, { text: "x".repeat(n * 700) });
      ends.push(fs.statSync(wal).size);
    }
    const bytes = fs.readFileSync(wal);
    const first = ends[0] ?? 0;
    for (let round = 0; round < 12; round++) {
      const at = first + Math.floor(Math.random() * (bytes.length - first));
      const torn = fs.mkdtempSync(join(folder, "torn-"));
      fs.copyFileSync(join(folder, "data.sqlite3"), join(torn, "data.sqlite3"));
      // Half of the time what follows is cut off, half of the time the page is there and wrong.
      const content = round % 2 === 0 ? bytes.subarray(0, at) : Buffer.from(bytes).fill(bytes[at] === 0 ? 1 : 0, at, at + 1);
      fs.writeFileSync(join(torn, "data.sqlite3-wal"), content);
      const reopened = openEngine(torn, { driver });
      const whole = ends.filter((end) => end <= at).length;
      const found = numbers(reopened);
      // One more when only the filling behind its last page was hit.
      expect([whole, whole + 1], `torn at ${at}`).toContain(found.length);
      expect(found).toEqual(Array.from({ length: found.length }, (_, n) => n));
      insert(reopened, 99);
      reopened.close();
    }
    engine.close();
  });

  test("a damaged file is named with the remedy, and takes nothing more", () => {
    const engine = openEngine(folder, { driver });
    commit(engine, (tx) => {
      for (let n = 0; n < 500; n++) tx.insert("t", { n, text: "x".repeat(500) });
    });
    engine.close();
    const file = fs.openSync(join(folder, "data.sqlite3"), "r+");
    const pages = fs.fstatSync(file).size / 4096;
    for (let page = 10; page < pages; page++) fs.writeSync(file, Buffer.alloc(4096, 0xee), 0, 4096, page * 4096);
    fs.closeSync(file);
    const damaged = openEngine(folder, { driver });
    expect(() => numbers(damaged)).toThrow(/data\.sqlite3 is damaged .*restore the newest backup/);
    expect(() => insert(damaged, 1)).toThrow("is damaged");
    expect(() => damaged.probe()).toThrow("is damaged");
    damaged.close();
  });

  test.each([
    [
      "no database",
      (path: string) => fs.writeFileSync(path, "not a database, but longer than the header of one".repeat(9)),
      /is damaged \(file is not a database\)/,
    ],
    [
      "of another program",
      (path: string) => makeDatabase(path, "CREATE TABLE customers (id)"),
      /belongs to another program \(it has the tables customers\)/,
    ],
    ["of another program by its mark", (path: string) => makeDatabase(path, "PRAGMA application_id=77"), /belongs to another program/],
    [
      "of a newer host",
      (path: string) => makeDatabase(path, "CREATE TABLE docs (k); CREATE TABLE idx (k); CREATE TABLE meta (k); PRAGMA user_version=99"),
      /newer host \(format 99.*Install that host again/,
    ],
  ])("a file that is %s is refused and left as it was", (_name, make, message) => {
    const path = join(folder, "data.sqlite3");
    make(path);
    const before = fs.readFileSync(path);
    expect(() => openEngine(folder, { driver })).toThrow(message);
    expect(fs.readFileSync(path).equals(before)).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(["data.sqlite3"]);
  });

  function makeDatabase(path: string, sql: string) {
    const database = openDriver(path, driver);
    database.exec(sql);
    database.close();
  }
});

test("a folder that this user cannot write is refused, and opens once it can", () => {
  openEngine(folder).close();
  const isRoot = process.geteuid?.() === 0;
  fs.chmodSync(folder, 0o555);
  // Root may write everywhere.
  if (isRoot) process.seteuid?.(65_534);
  try {
    expect(() => openEngine(folder)).toThrow(/cannot be written \(EACCES\).*chown/);
  } finally {
    if (isRoot) process.seteuid?.(0);
    fs.chmodSync(folder, 0o700);
  }
  const engine = openEngine(folder);
  insert(engine, 1);
  engine.close();
});
