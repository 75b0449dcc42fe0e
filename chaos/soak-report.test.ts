import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { addRow, ranges, readSoak, soakRow } from "../scripts/lib/soak-report.mjs";

const line = (seed: number, more: object = {}): string =>
  `${JSON.stringify({ seed, hasPage: seed % 12 === 0, acts: 600, promotes: 2, stops: 1, broken: [], ...more })}\n`;

test("a report of a soak that was interrupted is counted up to its last whole line", () => {
  const file = join(mkdtempSync(join(tmpdir(), "reflex-soak-")), "soak.jsonl");
  expect(readSoak(file)).toEqual([]);
  writeFileSync(
    file,
    [line(11), line(12), line(14, { broken: [{ rule: "counts" }] }), `{"seed":15,"failed":"no host"}\n`, '{"seed":16,"ac'].join(""),
  );
  const runs = readSoak(file);
  expect(ranges(runs.map(({ seed }) => seed))).toBe("11–12, 14–15");
  expect(soakRow(runs, "2026-11-29")).toBe("| 2026-11-29 | 11–12, 14–15 | 4 | 1 | 6 | 1,800 | 3 | seeds 14–15 |");
});

test("a row comes below the others of its table, and nowhere else", () => {
  const file = join(mkdtempSync(join(tmpdir(), "reflex-soak-")), "safety.md");
  writeFileSync(file, "| a |\n|---|\n| 1 |\n\nend\n");
  addRow(file, "| a |", "| 2 |");
  expect(readFileSync(file, "utf8")).toBe("| a |\n|---|\n| 1 |\n| 2 |\n\nend\n");
  expect(() => addRow(file, "| b |", "| 2 |")).toThrow("no table");
});
