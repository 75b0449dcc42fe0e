import { expect, test } from "vitest";

import { Spread } from "./spread.ts";

test("one work of each sender begins in a turn, in the sender's order, and a newcomer begins at once", async () => {
  const turns: (() => void)[] = [];
  const spread = new Spread((work) => void turns.push(work));
  const begun: string[] = [];
  const ask = async (from: string, name: string): Promise<void> => {
    await spread.turn(from);
    begun.push(name);
  };
  const nextTurn = async (): Promise<void> => {
    turns.shift()?.();
    for (let i = 0; i < 3; i += 1) await Promise.resolve();
  };
  const all = ["a1", "a2", "a3"].map((name) => ask("a", name));
  all.push(ask("b", "b1"));
  await Promise.resolve();
  expect(begun).toEqual(["a1", "b1"]);
  await nextTurn();
  expect(begun).toEqual(["a1", "b1", "a2"]);
  all.push(ask("b", "b2"), ask("c", "c1"));
  await Promise.resolve();
  expect(begun.slice(3)).toEqual(["b2", "c1"]);
  await nextTurn();
  expect(begun.slice(5)).toEqual(["a3"]);
  for (let i = 0; i < 4; i += 1) await nextTurn();
  await Promise.all(all);
  expect(turns, "nothing goes on when nobody waits").toEqual([]);
});
