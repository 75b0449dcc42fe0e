import { expect, test } from "vitest";

import contract from "#sdk/contract/csv-cells.json";

import { csvHeader, csvRecords, placesOf, recordsOf } from "./csv.ts";
import type { Column, Exported } from "./receipt-columns.ts";

type Plain = { id: string; note: string | null; steps: number };
const of = (name: keyof Plain) => (exported: Exported) => (exported as unknown as Plain)[name]; // the serializer looks only through `of`
const columns: Column[] = [
  { name: "id", type: "text", of: of("id") },
  { name: "note", type: "text", of: of("note") },
  { name: "steps", type: "whole", of: of("steps") },
];
const toCsv = (rows: readonly Exported[], of: readonly Column[]) => csvHeader(of) + csvRecords(rows, of);
const csv = (rows: Plain[]) => toCsv(rows as unknown as Exported[], columns);
const cellOf = (note: string) => csv([{ id: "r", note, steps: 0 }]).slice("id,note,steps\r\nr,".length);

test("commas, quotes and line breaks survive", () => {
  expect(csv([{ id: "r1", note: `he said "no", \nthen left`, steps: 3 }])).toBe(`id,note,steps\r\nr1,"he said ""no"", \nthen left",3\r\n`);
});

test("nothing known is an empty cell, and no rows give a header", () => {
  expect(csv([{ id: "r", note: null, steps: 0 }])).toBe("id,note,steps\r\nr,,0\r\n");
  expect(csv([])).toBe("id,note,steps\r\n");
});

test("numbers are not touched, and times are ISO 8601 in UTC", () => {
  expect(csv([{ id: "=1+1", note: "@cmd", steps: -5 }])).toBe("id,note,steps\r\n'=1+1,'@cmd,-5\r\n");
  expect(toCsv([{ id: "r", note: null, steps: 0 } as unknown as Exported], [{ name: "at", type: "time", of: of("steps") }])).toBe(
    "at\r\n1970-01-01T00:00:00.000Z\r\n",
  );
});

// Half width, full width, and the minus sign of typography.
const leads = Array.from("=+-@|%\uff1d\uff0b\uff0d\u2212\uff20\uff5c\uff05");
const before = ["", " ", "\t", "\r", "\n", "\u0000", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u00ad", " \t\r\n"];

test.each(leads)("%s never begins a formula, whatever stands before it that is not seen", (lead) => {
  for (const hidden of before) expect(cellOf(`${hidden}${lead}cmd|' /C calc'!A0`), JSON.stringify(hidden)).toMatch(/^"?'/);
});

test.each(["\t", "\r", "\n"])("a cell that begins with %j is defused too", (lead) => {
  expect(cellOf(`${lead}harmless`)).toMatch(/^"'/);
});

test("a formula behind another separator stays inside its quotation marks, and ordinary text stays as it is", () => {
  expect(csv([{ id: "a;=1", note: null, steps: 0 }])).toContain('"a;=1",');
  expect(csv([{ id: "pi0.5", note: "5 % bad", steps: 0 }])).toContain("pi0.5,5 % bad,0");
});

test("what was written is read as it was, defused or not", () => {
  const notes = [
    ...leads.flatMap((lead) => before.map((hidden) => `${hidden}${lead}1`)),
    "'",
    "''=1",
    "'tis",
    "",
    "plain",
    `a "b", c`,
    "x\r\ny",
    '"',
    "größe 🤖",
    ";",
    "\t",
  ];
  const rows = notes.map((note, at) => ({ id: `r${at}`, note, steps: at }));
  expect([...recordsOf(csv(rows))]).toEqual([["id", "note", "steps"], ...rows.map(({ id, note, steps }) => [id, note, String(steps)])]);
  expect([...recordsOf("\ufeffa,b\n1,\n,2")]).toEqual([
    ["a", "b"],
    ["1", ""],
    ["", "2"],
  ]);
  expect(() => [...recordsOf('a\n"open')]).toThrow("not closed");
});

const odd = [
  'id,note\r\n1,"two\r\nlines, and ""quotes"""\r\n2,plain\r\n',
  '\ufeffid,note\n1,größe 🤖\n2,"ü,\u2028"\n\n',
  'id,note\r1,"x"\r\r2,',
  'id,note\n"1"after,2\n,\n',
  "",
  "one",
];

test.each(odd)("a file is read in parts of any length as it is read at once: %j", async (text) => {
  const bytes = new TextEncoder().encode(text);
  const read = async (from: number, to: number) => bytes.slice(from, to).buffer;
  const whole = [...recordsOf(text)];
  for (let part = 1; part <= bytes.length + 1; part += 1) {
    const found: string[][] = [];
    let end = text.startsWith("\ufeff") ? 3 : 0;
    for await (const { from, to } of placesOf(bytes.length, read, part)) {
      expect([part, from]).toEqual([part, end]);
      end = to;
      found.push(...recordsOf(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.slice(from, to)), false));
    }
    expect([part, found]).toEqual([part, whole]);
  }
});

test("a quotation mark that is never closed is told, however the file is read", async () => {
  const bytes = new TextEncoder().encode('id,note\n1,"open');
  const all = async () => {
    for await (const { cells } of placesOf(bytes.length, async (from, to) => bytes.slice(from, to).buffer, 4))
      expect(cells).toEqual(["id", "note"]);
  };
  await expect(all()).rejects.toThrow("A quotation mark is not closed.");
});

test("every cell is as the contract says, which other writers keep too", () => {
  const written = (value: string | number | boolean | null, type: Column["type"]) =>
    csvRecords([{} as Exported], [{ name: "x", type, of: () => value }]).slice(0, -2);
  expect(contract.cells.length).toBeGreaterThan(30);
  for (const { value, cell } of contract.cells)
    expect([value, written(value, typeof value === "string" ? "text" : "number")]).toEqual([value, cell]);
  for (const { value, cell } of contract.times) expect([value, written(value, "time")]).toEqual([value, cell]);
});
