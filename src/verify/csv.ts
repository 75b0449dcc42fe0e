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
export const csvHeader = (columns: readonly { name: string }[]): string => recordOf(columns.map(({ name }) => name));

/** The records after it. Column order is the order of `columns`; times are UTC, ISO 8601. */
export const csvRecords = <Of = Exported>(rows: readonly Of[], columns: readonly Column<Of>[]): string =>
  rows.map((row) => recordOf(columns.map(({ of, type }) => cellOf(of(row), type)))).join("");

type Found = { record: string[]; /** Where the next one begins. */ end: number };

/**
 * The record that begins at `start`; null where the text ends before that is certain, which only a text that goes on (`isWhole: false`)
 * can do. What was defused is as it was.
 */
function recordAt(text: string, start: number, isWhole: boolean): Found | null {
  const record: string[] = [];
  let at = start;
  for (;;) {
    let cell = "";
    if (text[at] === '"') {
      for (at += 1; ;) {
        const end = text.indexOf('"', at);
        if (end === -1) {
          if (!isWhole) return null;
          throw new UnreadableFile("A quotation mark is not closed.", { kind: "open_quote" });
        }
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else {
      const begin = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n" && text[at] !== "\r") at += 1;
      cell = text.slice(begin, at);
    }
    record.push(cell.startsWith("'") ? cell.slice(1) : cell);
    if (text[at] === ",") {
      at += 1;
      if (at < text.length) continue;
      record.push("");
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    return at < text.length || isWhole ? { record, end: at } : null;
  }
}

/** The records of such a text, the header first; of any text that RFC 4180 allows, LF and CRLF alike. At the start of a file a mark of its encoding may stand. */
export function* recordsOf(text: string, isStart = true): Generator<string[]> {
  let at = isStart && text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const found = recordAt(text, at, true);
    if (found === null) return;
    yield found.record;
    at = found.end;
  }
}

/** A record of a file: where it stands, in bytes, and its cells with a letter for each byte, which no sign of RFC 4180 minds. */
export type Place = { from: number; to: number; cells: string[] };

/** Finds the records of a file without holding more of it than a part and what of a record it cuts. `read` takes bytes from and to. */
export async function* placesOf(
  size: number,
  read: (from: number, to: number) => Promise<ArrayBuffer>,
  part: number,
): AsyncGenerator<Place> {
  const letters = async (from: number, to: number) => lettersOf(new Uint8Array(await read(from, to)));
  let start = (await letters(0, Math.min(3, size))) === "\u00ef\u00bb\u00bf" ? 3 : 0;
  // A record may be longer than a part: then twice as much is taken, so that it is not begun again too often.
  for (let length = part; start < size;) {
    const end = Math.min(start + length, size);
    const text = await letters(start, end);
    let at = 0;
    for (
      let found = recordAt(text, at, end === size);
      found !== null && at < text.length;
      found = at < text.length ? recordAt(text, at, end === size) : null
    ) {
      yield { from: start + at, to: start + found.end, cells: found.record };
      at = found.end;
    }
    length = at === 0 ? length * 2 : part;
    start += at;
  }
}

/** What is called latin1 there is windows-1252, which is as good here: one letter a byte, and ASCII as it is. */
const oneLetterAByte = new TextDecoder("latin1");
const lettersOf = (bytes: Uint8Array): string => oneLetterAByte.decode(bytes);
