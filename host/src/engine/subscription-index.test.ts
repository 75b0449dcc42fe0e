import fc from "fast-check";
import { expect, test } from "vitest";
import { intersects } from "./read-set.ts";
import { SubscriptionIndex, type Handle } from "./subscription-index.ts";
import type { ReadSet } from "./types.ts";

const key = fc.stringMatching(/^[abc]{1,3}$/);
const readSet: fc.Arbitrary<ReadSet> = fc.record({
  points: fc.array(key, { maxLength: 3 }).map((keys) => new Set(keys)),
  ranges: fc.array(fc.tuple(key, key), { maxLength: 4 }),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), readSet }),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat(50) }),
  fc.record({ kind: fc.constant("write" as const), keys: fc.array(key, { maxLength: 4 }) }),
);

test("it finds exactly the read sets that intersect, whatever was added and removed before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const index = new SubscriptionIndex<number>();
      const live: { id: number; readSet: ReadSet; handle: Handle<number> }[] = [];
      let nextId = 0;
      for (const action of steps) {
        if (action.kind === "add") {
          const id = nextId++;
          live.push({ id, readSet: action.readSet, handle: index.add(action.readSet, id) });
        } else if (action.kind === "remove") {
          const [removed] = live.splice(action.which, 1);
          if (removed !== undefined) {
            index.remove(removed.handle);
            index.remove(removed.handle);
          }
          expect(index.size).toBe(live.length);
        } else {
          const writeSet = { keys: new Set(action.keys) };
          const expected = live.filter((entry) => intersects(entry.readSet, writeSet)).map((entry) => entry.id);
          expect([...index.affected(writeSet)].sort((a, b) => a - b)).toEqual(expected);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("one touched query among 10,000 is found in far less than a millisecond", () => {
  const index = new SubscriptionIndex<number>();
  const keyOf = (n: number) => `index-${String(n).padStart(6, "0")}`;
  const handles = Array.from({ length: 10_000 }, (_, n) =>
    index.add({ points: new Set([`doc${n}`]), ranges: [[keyOf(n), keyOf(n + 1)]] }, n),
  );
  const rounds = 2000;
  const begin = performance.now();
  for (let i = 0; i < rounds; i++) {
    const n = (i * 7919) % 10_000;
    const affected = index.affected({ keys: new Set([`doc${n}`, keyOf(n), `${keyOf(n)}x`, "other"]) });
    if (affected.size !== 1) throw new Error(`expected one, got ${affected.size}`);
  }
  expect((performance.now() - begin) / rounds).toBeLessThan(0.2);
  for (const handle of handles) index.remove(handle);
  expect(index.size).toBe(0);
  expect(index.affected({ keys: new Set([keyOf(5)]) }).size).toBe(0);
});
