import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { HeartbeatSample } from "#src/api/heartbeats.ts";

import { useChartFrame } from "./use-chart-frame.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const sample = (seq: number) => ({ seq, receivedAt: 1_000_000 + seq }) as HeartbeatSample; // the frame looks at none of its fields
const seconds = (count: number) => act(() => void vi.advanceTimersByTime(count * 1_000));
const show = (everyMs = 1_000) =>
  renderHook(({ samples }: { samples: readonly HeartbeatSample[] }) => useChartFrame(samples, everyMs), {
    initialProps: { samples: [sample(1)] as readonly HeartbeatSample[] },
  });

test("heartbeats and draws within a second leave the picture as it is; the next tick shows them all", () => {
  const { result, rerender } = show();
  const first = result.current;
  for (let seq = 2; seq <= 9; seq += 1) rerender({ samples: [sample(1), sample(seq)] });
  expect(result.current).toBe(first);
  seconds(1);
  expect(result.current.samples).toEqual([sample(1), sample(9)]);
  expect(result.current.to - first.to).toBe(1_000);
});

test("the window moves on while nothing arrives", () => {
  const { result } = show();
  const { to } = result.current;
  seconds(3);
  expect(result.current.to).toBe(to + 3_000);
});

test("a window of hours is drawn more rarely", () => {
  const { result } = show(10_000);
  const first = result.current;
  seconds(9);
  expect(result.current).toBe(first);
  seconds(1);
  expect(result.current.to).toBe(first.to + 10_000);
});

test("what was read first is drawn at once", () => {
  const { result, rerender } = renderHook(({ samples }: { samples: readonly HeartbeatSample[] }) => useChartFrame(samples, 60_000), {
    initialProps: { samples: [] as readonly HeartbeatSample[] },
  });
  rerender({ samples: [sample(1)] });
  expect(result.current.samples).toEqual([sample(1)]);
});
