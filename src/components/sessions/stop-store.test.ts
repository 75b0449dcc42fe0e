import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { StopAnswer } from "#src/api/physical.ts";

import { createStopStore } from "./stop-store.ts";

beforeEach(() => void vi.useFakeTimers({ now: 10_000 }));
afterEach(() => void vi.useRealTimers());

const nothing: StopAnswer = { stopId: "stop1", acceptedAt: null, acknowledgedAt: null, motionZeroAt: null, stopLocation: null };

test("it repeats through a dead network and ends when the robot stands", async () => {
  const send = vi.fn<(id: string, sentAt?: number) => Promise<StopAnswer>>().mockRejectedValue(new Error("The server cannot be reached."));
  const store = createStopStore({ send, look: send, now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: null });
  expect(send).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(send.mock.calls.length).toBeGreaterThanOrEqual(5);
  // Every repeat of one press names the time of the press, so that the server knows it for the same.
  expect(new Set(send.mock.calls.map(([, sentAt]) => sentAt))).toEqual(new Set([10_000]));
  expect(store.snapshot().reports[0]).toMatchObject({ sentAt: 10_000, acceptedAt: null, problem: "The server cannot be reached." });

  send.mockResolvedValue({ ...nothing, acceptedAt: 13_100, acknowledgedAt: 13_200, motionZeroAt: 13_300, stopLocation: "left post" });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.snapshot().reports[0]).toMatchObject({ acknowledgedAt: 13_200, motionZeroAt: 13_300, problem: null, stopLocation: "left post" });
  const calls = send.mock.calls.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(send).toHaveBeenCalledTimes(calls);
});

test("a request that hangs does not hold back the next", async () => {
  const send = vi.fn(() => new Promise<StopAnswer>(() => undefined));
  createStopStore({ send, look: send, now: Date.now }).press("s1", { subject: "arm-1", stopLocation: null });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(send.mock.calls.length).toBeGreaterThanOrEqual(4);
});

test("facts of the live query count too", async () => {
  const store = createStopStore({ look: async () => nothing, send: async () => ({ ...nothing, acceptedAt: 10_050 }), now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: "left post" });
  await vi.advanceTimersByTimeAsync(0);
  store.tell("s1", { id: "stop1", acceptedAt: 10_050, acknowledgedAt: 10_080, motionZeroAt: null });
  expect(store.snapshot().reports[0]).toMatchObject({ acceptedAt: 10_050, acknowledgedAt: 10_080, motionZeroAt: null });
  store.dismiss("s1");
  expect(store.snapshot().reports).toEqual([]);
});

test("the acknowledgement of an earlier stop of the same session confirms nothing", async () => {
  const store = createStopStore({ look: async () => nothing, send: () => new Promise(() => undefined), now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: null });
  store.tell("s1", { id: "stop0", acceptedAt: 1, acknowledgedAt: 2, motionZeroAt: 3 });
  expect(store.snapshot().reports[0]).toMatchObject({ acceptedAt: null, acknowledgedAt: null, motionZeroAt: null });
});

test("once the robot has acknowledged it asks for no second stop, and looks until the robot stands", async () => {
  const send = vi.fn(async (): Promise<StopAnswer> => ({ ...nothing, acceptedAt: 10_020, acknowledgedAt: 10_100 }));
  const look = vi.fn(async (): Promise<StopAnswer> => ({ ...nothing, acceptedAt: 10_020, acknowledgedAt: 10_100 }));
  const store = createStopStore({ send, look, now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: null });
  await vi.advanceTimersByTimeAsync(2_100);
  expect(send).toHaveBeenCalledTimes(1);
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(3);
  look.mockResolvedValue({ ...nothing, stopId: "stop2", acceptedAt: 11_000, acknowledgedAt: 11_500, motionZeroAt: 12_000 });
  await vi.advanceTimersByTimeAsync(600);
  expect(store.snapshot().reports[0]).toMatchObject({ acknowledgedAt: 10_100, motionZeroAt: 12_000 });
});

test("a late answer to an earlier press confirms nothing about this one", async () => {
  let answerFirst: (answer: StopAnswer) => void = () => undefined;
  const send = vi.fn(() => new Promise<StopAnswer>((resolve) => { answerFirst = resolve; }));
  const store = createStopStore({ send, look: async () => nothing, now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: null });
  const late = answerFirst;
  store.press("s1", { subject: "arm-1", stopLocation: null });
  late({ ...nothing, acceptedAt: 9_000, acknowledgedAt: 9_100, motionZeroAt: 9_200 });
  await vi.advanceTimersByTimeAsync(0);
  expect(store.snapshot().reports).toMatchObject([{ acceptedAt: null, acknowledgedAt: null, motionZeroAt: null }]);
});
