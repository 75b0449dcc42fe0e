import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { compile } from "./compiled.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "compiled-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const SOURCE = "function inner() { return 'the first'; }\nreturn [inner(), given];";

/** Compiles, runs and keeps, as a start does. */
function start(body = SOURCE, beside: string | null = join(folder, "bundle.cjs")) {
  const { script, isFromCache, keep } = compile(["given"], body, "bundle.cjs", beside);
  const value: unknown = (script.runInThisContext() as (given: number) => unknown)(7);
  keep();
  return { value, isFromCache };
}

const cache = () => {
  const [name, ...more] = readdirSync(folder);
  expect(more).toEqual([]);
  return join(folder, name ?? "");
};

test("what one start compiled the next one takes", () => {
  expect(start()).toEqual({ value: ["the first", 7], isFromCache: false });
  expect(start()).toEqual({ value: ["the first", 7], isFromCache: true });
});

test("what was compiled of other code is not run, though V8 would: it compares the lengths", () => {
  start();
  expect(start(SOURCE.replace("first", "other"))).toEqual({ value: ["the other", 7], isFromCache: false });
  expect(start(SOURCE.replace("first", "other")).isFromCache).toBe(true);
});

test("a damaged, cut or empty cache is not given to V8, and is replaced", () => {
  start();
  const whole = readFileSync(cache());
  const damaged = Buffer.from(whole);
  damaged.writeUInt8(damaged.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1);
  for (const bytes of [damaged, whole.subarray(0, -1), whole.subarray(0, 40), Buffer.alloc(0)]) {
    writeFileSync(cache(), bytes);
    expect(start()).toEqual({ value: ["the first", 7], isFromCache: false });
    expect(start().isFromCache).toBe(true);
  }
});

// Windows has neither owners nor modes to tell others by, so there is no such rule to hold there.
test.skipIf(process.geteuid === undefined)("a cache that others may write, or made, is replaced and not run", () => {
  start();
  expect(statSync(cache()).mode & 0o777).toBe(0o600);
  chmodSync(cache(), 0o666);
  expect(start().isFromCache).toBe(false);
  expect(start().isFromCache).toBe(true);
  if (process.geteuid?.() !== 0) return;
  chownSync(cache(), 1234, 1234);
  expect(start().isFromCache).toBe(false);
  expect(start().isFromCache).toBe(true);
});

test("where no cache can be written or read, functions are served without one", () => {
  expect(start(SOURCE, join(folder, "none", "bundle.cjs")).value).toEqual(["the first", 7]);
  start();
  const at = cache();
  rmSync(at);
  mkdirSync(join(at, "folder"), { recursive: true });
  expect(start().value).toEqual(["the first", 7]);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(start(SOURCE, null).value).toEqual(["the first", 7]);
});

test("an error keeps its line and column, also on the first line", () => {
  for (const turn of ["compiled", "cached"]) {
    const { script, keep } = compile(
      ["given"],
      "const f = () => { throw new Error(); };\n  f();",
      "bundle.cjs",
      join(folder, "bundle.cjs"),
    );
    let stack = "";
    try {
      (script.runInThisContext() as () => void)();
    } catch (error) {
      stack = String((error as Error).stack);
    }
    keep();
    expect(stack.match(/bundle\.cjs:\d+:\d+/g), turn).toEqual(["bundle.cjs:1:25", "bundle.cjs:2:3"]);
  }
});
