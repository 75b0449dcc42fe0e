import { expect, test, vi } from "vitest";

import { Gate, LineFull, LONGEST_LINE } from "./gate.ts";

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test("of one sender so many run at a time, in order, and another sender does not wait for them", async () => {
  const gate = new Gate(2);
  const begun: string[] = [];
  const ends = new Map<string, (isGood: boolean) => void>();
  const go = (from: string, name: string): Promise<string | null> =>
    gate.through(from, () => {
      begun.push(name);
      return new Promise((done, refuse) => ends.set(name, (isGood) => (isGood ? done(name) : refuse(new Error(name)))));
    });
  const flood = ["f1", "f2", "f3", "f4"].map((name) => go("flood", name));
  const honest = go("honest", "h1");
  await turn();
  expect(begun).toEqual(["f1", "f2", "h1"]);
  // One that fails makes room as one that ends does.
  ends.get("f2")?.(false);
  await expect(flood[1]).rejects.toThrow("f2");
  await turn();
  expect(begun).toEqual(["f1", "f2", "h1", "f3"]);
  for (const name of ["f1", "h1", "f3"]) ends.get(name)?.(true);
  await turn();
  ends.get("f4")?.(true);
  expect(await Promise.all([flood[0], flood[2], flood[3], honest])).toEqual(["f1", "f3", "f4", "h1"]);
  // And afterwards as many as before.
  void go("flood", "f5");
  void go("flood", "f6");
  void go("flood", "f7");
  await turn();
  expect(begun.slice(-2)).toEqual(["f5", "f6"]);
});

test("what nobody wants any more by its turn is left out, and whoever is next does not wait for it", async () => {
  const gate = new Gate(1);
  let end = (): void => undefined;
  const first = gate.through("a", () => new Promise<string>((done) => (end = () => done("first"))));
  const begun: string[] = [];
  const work = (name: string) => (): Promise<string> => {
    begun.push(name);
    return Promise.resolve(name);
  };
  let isGone = false;
  const left = gate.through("a", work("left"), () => isGone);
  const stayed = gate.through("a", work("stayed"), () => false);
  isGone = true;
  end();
  expect(await Promise.all([first, left, stayed])).toEqual(["first", null, "stayed"]);
  expect(begun).toEqual(["stayed"]);
});

test("a line is not endless, and another sender's is its own", async () => {
  const gate = new Gate(1);
  const never = (): Promise<never> => new Promise(() => undefined);
  void gate.through("a", never);
  for (let n = 0; n < LONGEST_LINE; n += 1) void gate.through("a", never);
  await expect(gate.through("a", never)).rejects.toThrow(LineFull);
  expect(await gate.through("b", () => Promise.resolve("served"))).toBe("served");
});

test("after hard work a place rests as it is told to, half a second at most, and nobody else's does", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  try {
    const gate = new Gate(1, 3);
    const begun: string[] = [];
    const work = (from: string, name: string, ms: number): Promise<void | null> =>
      gate.through(from, () => {
        begun.push(name);
        return new Promise((done) => setTimeout(done, ms));
      });
    void work("a", "a1", 50);
    void work("a", "a2", 5_000);
    void work("a", "a3", 1);
    await vi.advanceTimersByTimeAsync(199);
    expect(begun).toEqual(["a1"]);
    void work("b", "b1", 1);
    expect(begun).toEqual(["a1", "b1"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(["a1", "b1", "a2"]);
    await vi.advanceTimersByTimeAsync(5_499);
    expect(begun).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun[3]).toBe("a3");
  } finally {
    vi.useRealTimers();
  }
});
