import { UnreadableFile } from "./file-trouble.ts";
import type { Cell, Column, Exported } from "./receipt-columns.ts";

/** What a spreadsheet takes for the beginning of a formula, full width too; after spaces, controls and marks that are not seen as well. */
const formulaStart = /^[\s\u0000-\u001f\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\u2212\uff20\uff5c\uff05]|^[\t\r\n]/;
/** One more before a text that has one, so that a reader takes exactly one away. */
const isDefused = (text: string) => formulaStart.test(text) || text.startsWith("'");

function cellOf(value: Cell, type: Column["type"]): string {
  if (value === null) return "";
  if (typeof value === "number" && type === "time") return new Date(value).toISOString();
  if (typeof value !== "string") return String(value);
  const safe = isDefused(value) ? `'${value}` : value;
  return /[",;\t\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const recordOf = (cells: readonly string[]) => `${cells.join(",")}\r\n`;

/** RFC 4180 text, CRLF after each record: the header line. */
export const csvHeader = (columns: readonly Column[]): string => recordOf(columns.map(({ name }) => name));

/** The records after it. Column order is the order of `columns`; times are UTC, ISO 8601. */
export const csvRecords = (rows: readonly Exported[], columns: readonly Column[]): string => rows.map((row) => recordOf(columns.map(({ of, type }) => cellOf(of(row), type)))).join("");

/** The records of such a text, the header first; of any text that RFC 4180 allows, LF and CRLF alike. What was defused is as it was. */
export function* recordsOf(text: string): Generator<string[]> {
  let record: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at += 1; ; ) {
        const end = text.indexOf('"', at);
        if (end === -1) throw new UnreadableFile("A quotation mark is not closed.", { kind: "open_quote" });
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at += 1;
      cell = text.slice(start, at);
    }
    record.push(cell.startsWith("'") ? cell.slice(1) : cell);
    if (text[at] === ",") {
      at += 1;
      if (at < text.length) continue;
      record.push("");
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    yield record;
    record = [];
  }
}
