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
  expect(store.snapshot().reports[0]).toMatchObject({
    acknowledgedAt: 13_200,
    motionZeroAt: 13_300,
    problem: null,
    stopLocation: "left post",
  });
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
  const send = vi.fn(
    () =>
      new Promise<StopAnswer>((resolve) => {
        answerFirst = resolve;
      }),
  );
  const store = createStopStore({ send, look: async () => nothing, now: Date.now });
  store.press("s1", { subject: "arm-1", stopLocation: null });
  const late = answerFirst;
  store.press("s1", { subject: "arm-1", stopLocation: null });
  late({ ...nothing, acceptedAt: 9_000, acknowledgedAt: 9_100, motionZeroAt: 9_200 });
  await vi.advanceTimersByTimeAsync(0);
  expect(store.snapshot().reports).toMatchObject([{ acceptedAt: null, acknowledgedAt: null, motionZeroAt: null }]);
});

const once = (answer: StopAnswer) => async () => answer;
const pending = () => new Promise<StopAnswer>(() => undefined);
const arm = (name: string) => ({ subject: name, stopLocation: null });

test("two stops are two: what is heard of one, and putting it away, changes nothing of the other", async () => {
  const send = vi.fn((id: string) =>
    id === "s1" ? Promise.resolve({ ...nothing, acceptedAt: 10_010, acknowledgedAt: 10_020 }) : pending(),
  );
  const store = createStopStore({ send, look: once(nothing), now: Date.now });
  expect(store.snapshot()).toEqual({ reports: [], at: 0 });
  store.press("s1", arm("arm-1"));
  store.press("s2", arm("arm-2"));
  await vi.advanceTimersByTimeAsync(10);
  expect(store.snapshot().reports).toMatchObject([
    { sessionId: "s1", acknowledgedAt: 10_020 },
    { sessionId: "s2", acknowledgedAt: null },
  ]);
  store.dismiss("s1");
  expect(store.snapshot().reports).toMatchObject([{ sessionId: "s2", subject: "arm-2" }]);
  const of = (id: string) => send.mock.calls.filter(([asked]) => asked === id).length;
  const [first, second] = [of("s1"), of("s2")];
  await vi.advanceTimersByTimeAsync(3_000);
  expect(of("s1")).toBe(first);
  expect(of("s2")).toBeGreaterThan(second);
});

test("an answer that comes after the report was put away starts nothing anew", async () => {
  let answer: (given: StopAnswer) => void = () => undefined;
  const send = vi.fn(
    () =>
      new Promise<StopAnswer>((resolve) => {
        answer = resolve;
      }),
  );
  const store = createStopStore({ send, look: once(nothing), now: Date.now });
  store.press("s1", arm("arm-1"));
  store.dismiss("s1");
  answer(nothing);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(send).toHaveBeenCalledTimes(1);
  expect(store.snapshot().reports).toEqual([]);
});

test("accepted and not acknowledged, it looks, counts no look as asking, and asks again once a look found nothing", async () => {
  const send = vi.fn(once({ ...nothing, acceptedAt: 10_020 }));
  const store = createStopStore({ send, look: once({ ...nothing, acceptedAt: 10_020 }), now: Date.now });
  store.press("s1", arm("arm-1"));
  await vi.advanceTimersByTimeAsync(150);
  expect(store.snapshot().reports[0]).toMatchObject({ tries: 1, lookedAt: null });
  await vi.advanceTimersByTimeAsync(700);
  expect(store.snapshot().reports[0]).toMatchObject({ tries: 1, lookedAt: 10_800 });
  await vi.advanceTimersByTimeAsync(400);
  expect(send).toHaveBeenCalledTimes(2);
  expect(store.snapshot().reports[0]).toMatchObject({ tries: 2 });
});

test("of another stop of the session only a later one counts; of this one whatever is told", async () => {
  const look = vi.fn(once({ ...nothing, stopId: "stop0", acceptedAt: 9_000, acknowledgedAt: 9_100, motionZeroAt: 9_200 }));
  const store = createStopStore({ send: once({ ...nothing, acceptedAt: 10_020 }), look, now: Date.now });
  store.press("s1", arm("arm-1"));
  await vi.advanceTimersByTimeAsync(900);
  expect(look.mock.calls.length).toBeGreaterThan(1);
  expect(store.snapshot().reports[0]).toMatchObject({ stopId: "stop1", acceptedAt: 10_020, acknowledgedAt: null });
  look.mockResolvedValue({ ...nothing, acceptedAt: null, acknowledgedAt: 10_500 });
  await vi.advanceTimersByTimeAsync(300);
  expect(store.snapshot().reports[0]).toMatchObject({ acknowledgedAt: 10_500, motionZeroAt: null });
  // Another stop accepted in the same millisecond is no earlier one.
  look.mockResolvedValue({ ...nothing, stopId: "stop2", acceptedAt: 10_020, motionZeroAt: 10_900 });
  await vi.advanceTimersByTimeAsync(600);
  expect(store.snapshot().reports[0]).toMatchObject({ motionZeroAt: 10_900 });
});

test("listeners hear what changed and nothing else, and after a second that it is not confirmed", async () => {
  const heard = vi.fn();
  const store = createStopStore({
    send: once({ ...nothing, acceptedAt: 10_010, acknowledgedAt: 10_020, motionZeroAt: 10_030 }),
    look: once(nothing),
    now: Date.now,
  });
  const leave = store.subscribe(heard);
  store.press("s1", arm("arm-1"));
  await vi.advanceTimersByTimeAsync(900);
  heard.mockClear();
  await vi.advanceTimersByTimeAsync(99);
  expect(heard).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(heard).toHaveBeenCalledTimes(1);
  expect(store.snapshot().at).toBe(11_000);
  store.tell("s1", { id: "stop1", acceptedAt: 10_010, acknowledgedAt: 10_020, motionZeroAt: 10_030 });
  store.tell("unknown", { id: "stop1", acceptedAt: 1, acknowledgedAt: 2, motionZeroAt: 3 });
  expect(heard).toHaveBeenCalledTimes(1);
  leave();
  store.dismiss("s1");
  expect(heard).toHaveBeenCalledTimes(1);
});

test.each([
  ["motion reported zero", { acceptedAt: 10_010, acknowledgedAt: 10_020, motionZeroAt: 10_400 }],
  ["the acknowledgement", { acceptedAt: 10_010, acknowledgedAt: 10_020, motionZeroAt: null }],
  ["that it was accepted", { acceptedAt: 10_010, acknowledgedAt: null, motionZeroAt: null }],
])("the live query may be the first to tell %s", async (_what, facts) => {
  const before = {
    acceptedAt: facts.acknowledgedAt && facts.acceptedAt,
    acknowledgedAt: facts.motionZeroAt && facts.acknowledgedAt,
    motionZeroAt: null,
  };
  const store = createStopStore({ send: once({ ...nothing, ...before }), look: pending, now: Date.now });
  store.press("s1", arm("arm-1"));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.snapshot().reports[0]).toMatchObject(before);
  store.tell("s1", { id: "stop1", ...facts });
  expect(store.snapshot().reports[0]).toMatchObject(facts);
});

test("a failure that says nothing is called not sent", async () => {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a broken library may reject with
  const store = createStopStore({ send: () => Promise.reject("?"), look: pending, now: Date.now });
  store.press("s1", arm("arm-1"));
  await vi.advanceTimersByTimeAsync(0);
  expect(store.snapshot().reports[0]).toMatchObject({ problem: "Not sent." });
});

test("the live query tells of one session's stop and of no other's", async () => {
  const store = createStopStore({
    send: async (id) => ({ ...nothing, stopId: `stop of ${id}`, acceptedAt: 10_010 }),
    look: pending,
    now: Date.now,
  });
  for (const id of ["s1", "s2"]) store.press(id, arm(id));
  await vi.advanceTimersByTimeAsync(0);
  store.tell("s2", { id: "stop of s2", acceptedAt: 10_010, acknowledgedAt: 10_080, motionZeroAt: null });
  expect(store.snapshot().reports).toMatchObject([
    { sessionId: "s1", acknowledgedAt: null },
    { sessionId: "s2", acknowledgedAt: 10_080 },
  ]);
});
