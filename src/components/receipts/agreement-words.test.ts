import { expect, test } from "vitest";

import { agreementOf } from "#src/api/reviews.ts";

import { agreementInWords } from "./agreement-words.ts";

test("few receipts say little, one verdict alone says nothing, and enough say how well", () => {
  const words = (counts: number[][]) => agreementInWords(agreementOf(counts));
  expect(
    words([
      [0, 0],
      [0, 0],
    ]),
  ).toMatch(/No receipt/);
  expect(
    words([
      [8, 2],
      [0, 2],
    ]),
  ).toMatch(/83 % of 12\. Too few to say more: kappa is 0\.57 here, and it takes 30/);
  expect(
    words([
      [50, 0],
      [0, 0],
    ]),
  ).toMatch(/100 % of 50\. Both always gave one and the same verdict, so kappa is not defined/);
  expect(
    words([
      [20, 5],
      [10, 15],
    ]),
  ).toMatch(/70 % of 50\. .* moderate: kappa 0\.40, with 95 % confidence 0\.15 to 0\.65\./);
  expect(
    words([
      [15, 10],
      [10, 15],
    ]),
  ).toMatch(/weak.*kappa 0\.20/);
  expect(
    words([
      [0, 20],
      [20, 0],
    ]),
  ).toMatch(/hardly more than chance.*kappa −1\.00/);
  expect(
    words([
      [30, 0],
      [0, 30],
    ]),
  ).toMatch(/very good: kappa 1\.00/);
});
