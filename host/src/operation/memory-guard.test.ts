import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { MemoryGuard } from "./memory-guard.ts";

/** A machine of 1,000 for objects and 10,000 for all. */
function guarded() {
  vi.useFakeTimers({ toFake: ["performance"], now: 0 });
  const folder = mkdtempSync(join(tmpdir(), "memory-guard-"));
  const file = join(folder, "stuck.jsonl");
  const use = { heap: 100, all: 100, garbage: 0 };
  const events: string[] = [];
  const machine = {
    limits: { heap: 1000, all: 10_000 },
    read: () => ({ heap: use.heap + use.garbage, all: use.all + use.garbage }),
    collect: () => void (use.garbage = 0),
    end: () => void events.push("process ended"),
  };
  const guard = new MemoryGuard((_level, event, facts) => void events.push(`${event} ${String(facts?.["path"])}`), file, machine);
  onTestFinished(() => {
    guard.close();
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });
  const began = (path: string) => guard.began(path, 7, ({ message }) => void events.push(message.slice(0, message.indexOf(":"))));
  const take = (heap: number, buffers = 0) => {
    use.heap += heap;
    use.all += heap + buffers;
    guard.check();
  };
  return { began, take, use, machine, guard, events, file };
}

const ended = (name: string) => [`function_out_of_memory a:${name}`, `Action \`${name}\` ran out of memory`];

test("the newest action under which memory grew is ended, once, and those under which it did not are left alone", () => {
  const { began, take, events } = guarded();
  began("a:old");
  take(300);
  began("a:new");
  take(300);
  began("a:latest");
  expect(events).toEqual([]);
  take(60);
  expect(events).toEqual(ended("new"));
  vi.advanceTimersByTime(1000);
  take(0);
  expect(events).toEqual([...ended("new"), ...ended("old")]);
});

test("while what was ended has not yet let go, an older action keeps running, unless nearly nothing is left", () => {
  const { began, take, events } = guarded();
  began("a:old");
  take(300);
  const letGo = began("a:new");
  take(360);
  expect(events).toEqual(ended("new"));
  vi.advanceTimersByTime(900);
  take(30);
  expect(events).toEqual(ended("new"));
  letGo();
  take(-300);
  expect(events).toEqual(ended("new"));

  began("a:newer");
  take(300);
  expect(events.slice(2)).toEqual(ended("newer"));
  take(60);
  expect(events.slice(4)).toEqual(ended("old"));
});

test("garbage is nobody's, also the garbage that was there when an action began", () => {
  const { began, take, use, events } = guarded();
  began("a:one");
  use.garbage = 800;
  take(0);
  expect([events, use.garbage]).toEqual([[], 0]);
  use.garbage = 500;
  take(0);
  const two = began("a:two");
  use.garbage = 0;
  take(300);
  two();
  const three = began("a:three");
  three();
  expect(events).toEqual([]);
});

test("a look that was slow and found mostly garbage is not repeated at once, but is as soon as a tenth of the limit was added", () => {
  const { began, take, use, machine, events } = guarded();
  const looks: number[] = [];
  machine.collect = () => {
    use.garbage = 0;
    looks.push(performance.now());
    vi.advanceTimersByTime(200);
  };
  began("a:one");
  use.garbage = 100;
  take(610);
  expect([looks, events]).toEqual([[0], []]);
  vi.advanceTimersByTime(100);
  use.garbage = 50;
  take(20);
  expect([looks, events]).toEqual([[0], []]);
  vi.advanceTimersByTime(100);
  use.garbage = 0;
  take(80);
  expect([looks, events]).toEqual([[0, 400], ended("one")]);
});

test("what holds buffers counts against the memory of the machine", () => {
  const { began, take, events } = guarded();
  began("a:one");
  take(0, 7000);
  expect(events).toEqual([]);
  take(0, 1000);
  expect(events).toEqual(ended("one"));
});

test("an action that was ended and goes on growing is written down for the next start, and the process is ended; one that stops is left alone", () => {
  const { began, take, events, file } = guarded();
  began("a:one");
  take(700);
  take(20);
  expect(events).toEqual(ended("one"));
  take(100);
  expect(events.slice(2)).toEqual(["function_stuck a:one", "process ended"]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ path: "a:one", call: 7 });
});

test("where nobody can be blamed, nobody is", () => {
  const { began, take, events } = guarded();
  take(850);
  began("a:one");
  take(40);
  expect(events).toEqual([]);
});
