import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { afterPaint } from "./after-paint.ts";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => (frames = []));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("work runs after the frame, once, and the last of several alone", () => {
  const done: number[] = [];
  const { run } = afterPaint();
  run(() => done.push(1));
  run(() => done.push(2));
  expect(done).toEqual([]);
  for (const frame of frames.splice(0)) frame();
  expect(done).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(done).toEqual([2]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([2]);
});

test("a page that paints nothing does it all the same", () => {
  const done: number[] = [];
  afterPaint().run(() => done.push(1));
  vi.advanceTimersByTime(100);
  expect(done).toEqual([1]);
});

test("what is cancelled does not run", () => {
  const done: number[] = [];
  const { run, cancel } = afterPaint();
  run(() => done.push(1));
  cancel();
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([]);
});
