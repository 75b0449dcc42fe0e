import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireLock } from "./lock.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the folder's lock", () => {
  test("is refused while its holder lives and free after release", () => {
    const lock = acquireLock(directory);
    expect(() => acquireLock(directory)).toThrow(/in use by another host \(process \d+ on .+\)/);
    lock.release();
    acquireLock(directory).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test("of another living process is respected, of a killed one taken over", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    writeFileSync(join(directory, "host.lock"), JSON.stringify({ pid: child.pid, startTime: null }));
    expect(() => acquireLock(directory)).toThrow(`process ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    acquireLock(directory).release();
  });

  test("of an earlier process with the same id is taken over", () => {
    writeFileSync(join(directory, "host.lock"), JSON.stringify({ pid: process.pid, startTime: "before/1" }));
    const lock = acquireLock(directory);
    expect(readFileSync(join(directory, "host.lock"), "utf8")).toContain(`"pid":${process.pid}`);
    lock.release();
  });

  test("of another machine is respected while it is fresh and taken over when it is not", () => {
    const path = join(directory, "host.lock");
    writeFileSync(path, JSON.stringify({ host: "elsewhere", pid: 1, startTime: "x/1" }));
    expect(() => acquireLock(directory)).toThrow("process 1 on elsewhere");
    const past = new Date(Date.now() - 120_000);
    utimesSync(path, past, past);
    acquireLock(directory).release();
  });

  test("that is half-written is taken over", () => {
    writeFileSync(join(directory, "host.lock"), '{"pi');
    acquireLock(directory).release();
  });
});
