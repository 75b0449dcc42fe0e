import { expect, test } from "vitest";

import { toCsv } from "./export.ts";

const columns = [
  { name: "id", of: (row: { id: string; note: string | null; steps: number }) => row.id },
  { name: "note", of: (row: { note: string | null }) => row.note },
  { name: "steps", of: (row: { steps: number }) => row.steps },
];

test("commas, quotes and line breaks survive", () => {
  expect(toCsv([{ id: "r1", note: `he said "no", \nthen left`, steps: 3 }], columns)).toBe(
    `id,note,steps\r\nr1,"he said ""no"", \nthen left",3\r\n`,
  );
});

test("text that a spreadsheet would run is defused, numbers are not touched", () => {
  expect(toCsv([{ id: "=1+1", note: "@cmd", steps: -5 }], columns)).toBe("id,note,steps\r\n'=1+1,'@cmd,-5\r\n");
});

test("nothing known is an empty cell, and no rows give a header", () => {
  expect(toCsv([{ id: "r", note: null, steps: 0 }], columns)).toBe("id,note,steps\r\nr,,0\r\n");
  expect(toCsv([], columns)).toBe("id,note,steps\r\n");
});

test("a formula is defused behind spaces, in full width and in a cell of another separator", () => {
  for (const note of [" =HYPERLINK(1)", "\t=1", "\r=1", "\uff1dcmd", "%0A", "|cmd", "-2+3", "+1"]) {
    const cell = toCsv([{ id: "r", note, steps: 0 }], columns).split("\r\n")[1] ?? "";
    expect(cell).toMatch(/^r,"?'/);
  }
  expect(toCsv([{ id: "a;=1", note: null, steps: 0 }], columns)).toContain('"a;=1",');
  expect(toCsv([{ id: "pi0.5", note: "5 % bad", steps: 0 }], columns)).toContain("pi0.5,5 % bad,0");
});
