import fc from "fast-check";
import { expect, test } from "vitest";

import { blockOf, both, either, isNone, sequencesOf, withBit, without } from "./bits";

const inBlock = fc.uniqueArray(fc.integer({ min: 5 * 1_024, max: 6 * 1_024 - 1 }), { maxLength: 60 });
const bitsOf = (sequences: readonly number[]) => sequences.reduce<number[]>((bits, sequence) => withBit(bits, sequence, true), []);
const descending = (sequences: Iterable<number>) => [...sequences].sort((a, b) => b - a);
const all = (bits: number[]) => sequencesOf(5, bits, 0, Infinity);

test("bits are sets of receipts", () => {
  fc.assert(
    fc.property(inBlock, inBlock, (a, b) => {
      const [x, y] = [bitsOf(a), bitsOf(b)];
      expect(all(x)).toEqual(descending(a));
      expect(all(both(x, y))).toEqual(descending(a.filter((one) => b.includes(one))));
      expect(all(either(x, y))).toEqual(descending(new Set([...a, ...b])));
      expect(all(without(x, y))).toEqual(descending(a.filter((one) => !b.includes(one))));
      expect(isNone(without(x, x))).toBe(true);
      // What is taken out again leaves nothing behind, so that an empty row can be told.
      expect(b.reduce((bits, one) => withBit(bits, one, false), bitsOf(b))).toEqual([]);
      for (const one of a) expect(blockOf(one)).toBe(5);
    }),
  );
});

test("a part of a block ends before its end", () => {
  const bits = bitsOf([5_120, 5_130, 6_143]);
  expect(sequencesOf(5, bits, 5_121, 6_143)).toEqual([5_130]);
  expect(sequencesOf(5, bits, 5_120, 6_144)).toEqual([6_143, 5_130, 5_120]);
});
