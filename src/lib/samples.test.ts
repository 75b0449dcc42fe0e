import { expect, test } from "vitest";

import { mergeSamples } from "./samples.ts";

const samples = (...times: number[]) => times.map((receivedAt) => ({ receivedAt, seq: receivedAt }));

test("overlapping reads give every sample once and in order", () => {
  expect(mergeSamples(samples(1, 2, 3), samples(2, 3, 4), 0)).toEqual(samples(1, 2, 3, 4));
  expect(mergeSamples(samples(5, 6), samples(1, 2), 0)).toEqual(samples(1, 2, 5, 6));
});

test("what is too old is let go", () => {
  expect(mergeSamples(samples(1, 2), samples(3), 2)).toEqual(samples(2, 3));
  expect(mergeSamples(samples(1), [], 9)).toEqual([]);
});

test("two samples of one millisecond are both kept", () => {
  const twice = [
    { receivedAt: 1, seq: 7 },
    { receivedAt: 1, seq: 8 },
  ];
  expect(mergeSamples(twice, twice, 0)).toEqual(twice);
});
