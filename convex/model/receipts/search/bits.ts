// Pure: which receipts of a block a word is in, a bit for each. A block is 1,024 receipts in the order of the chain.

export const blockSize = 1_024;
const wordBits = 32;

/** 32 bits in each number, the first receipt in the lowest; numbers that are missing at the end are 0. */
export type Bits = readonly number[];

export const blockOf = (sequence: number): number => Math.floor(sequence / blockSize);

/** The same bits with the one of a receipt set or cleared. */
export function withBit(bits: Bits, sequence: number, isSet: boolean): number[] {
  const offset = sequence % blockSize;
  const at = Math.floor(offset / wordBits);
  const mask = 1 << (offset % wordBits);
  const next = Array.from({ length: Math.max(bits.length, at + 1) }, (_, index) => bits[index] ?? 0);
  next[at] = (isSet ? (next[at] ?? 0) | mask : (next[at] ?? 0) & ~mask) >>> 0;
  while (next.at(-1) === 0) next.pop();
  return next;
}

const combined = (a: Bits, b: Bits, join: (x: number, y: number) => number): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, at) => join(a[at] ?? 0, b[at] ?? 0) >>> 0);

export const both = (a: Bits, b: Bits): number[] => combined(a, b, (x, y) => x & y);
export const either = (a: Bits, b: Bits): number[] => combined(a, b, (x, y) => x | y);
export const without = (a: Bits, b: Bits): number[] => combined(a, b, (x, y) => x & ~y);

export const isNone = (bits: Bits): boolean => bits.every((word) => word === 0);

/** The receipts of a block by their sequence, newest first, from `from` (inclusive) to `before` (exclusive). */
export function sequencesOf(block: number, bits: Bits, from: number, before: number): number[] {
  const found: number[] = [];
  for (let offset = bits.length * wordBits - 1; offset >= 0; offset -= 1) {
    if ((((bits[Math.floor(offset / wordBits)] ?? 0) >>> (offset % wordBits)) & 1) === 0) continue;
    const sequence = block * blockSize + offset;
    if (sequence >= from && sequence < before) found.push(sequence);
  }
  return found;
}
