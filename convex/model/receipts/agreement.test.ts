import fc from "fast-check";
import { expect, test } from "vitest";

import { agreementOf, tablesOf } from "./agreement";

test("kappa of tables whose kappa is known", () => {
  // Grants read by two readers: 0.7 agree where chance gives 0.5.
  expect(
    agreementOf([
      [20, 5],
      [10, 15],
    ]),
  ).toMatchObject({ count: 50, observed: 0.7, kappa: expect.closeTo(0.4, 10) as number });
  // Fleiss, Statistical Methods for Rates and Proportions, table 13.1: kappa 0.68 with standard error 0.087.
  const psychosis = agreementOf([
    [75, 1, 4],
    [5, 4, 1],
    [0, 0, 10],
  ]);
  expect(psychosis.observed).toBeCloseTo(0.89, 10);
  expect(psychosis.kappa).toBeCloseTo(0.23 / 0.34, 10);
  expect((psychosis.margin ?? 0) / 1.96).toBeCloseTo(0.087, 2);
  expect(
    agreementOf([
      [10, 0],
      [0, 10],
    ]),
  ).toEqual({ count: 20, observed: 1, kappa: 1, margin: 0 });
  expect(
    agreementOf([
      [0, 10],
      [10, 0],
    ]),
  ).toMatchObject({ observed: 0, kappa: -1 });
  expect(
    agreementOf([
      [25, 25],
      [25, 25],
    ]).kappa,
  ).toBeCloseTo(0, 10);
});

test("where kappa is not defined none is given", () => {
  expect(
    agreementOf([
      [0, 0],
      [0, 0],
    ]),
  ).toEqual({ count: 0, observed: null, kappa: null, margin: null });
  expect(
    agreementOf([
      [12, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]),
  ).toEqual({ count: 12, observed: 1, kappa: null, margin: null });
});

test("kappa neither depends on who is named first nor on the order of the verdicts, and ends at 1", () => {
  const cell = fc.nat({ max: 40 });
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(table, (counts) => {
      const found = agreementOf(counts);
      const turned = agreementOf(counts.map((row, at) => row.map((_, other) => counts[other]?.[at] ?? 0)));
      const reversed = agreementOf(counts.toReversed().map((row) => row.toReversed()));
      for (const same of [turned, reversed]) {
        expect(same.count).toBe(found.count);
        if (found.kappa === null) expect(same.kappa).toBeNull();
        else expect(same.kappa).toBeCloseTo(found.kappa, 8);
      }
      expect(found.kappa ?? 1).toBeLessThanOrEqual(1);
    }),
  );
});

test("each two people have a table of their own, whoever of them was first", () => {
  const [ann, ben, cem] = ["ann", "ben", "cem"].map((id) => ({ id, name: id.toUpperCase() }));
  if (ann === undefined || ben === undefined || cem === undefined) throw new Error("nobody");
  const pair = (sequence: number, ...given: Parameters<typeof tablesOf>[0][number]["given"]) => ({ sequence, given });
  const tables = tablesOf([
    pair(1, { by: ann, verdict: "good" }, { by: ben, verdict: "bad" }),
    pair(2, { by: ben, verdict: "bad" }, { by: ann, verdict: "good" }),
    pair(3, { by: cem, verdict: "good" }, { by: ann, verdict: "good" }),
  ]);
  expect(tables.map(({ a, b }) => `${a.id} ${b.id}`)).toEqual(["ann ben", "ann cem"]);
  expect(tables[0]?.counts).toEqual([
    [0, 0, 2],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(tables[1]?.counts[0]?.[0]).toBe(1);
});
