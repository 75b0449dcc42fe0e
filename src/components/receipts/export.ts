import { saveBlob } from "#src/lib/save-blob.ts";

type Cell = string | number | boolean | null | undefined;

/** Spreadsheets run a cell that begins with one of these, full width or after spaces too; a robot's own text must stay text. */
const formulaStart = /^[\s\u0000-\u001f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/;

function csvCell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = formulaStart.test(value) ? `'${value}` : value;
  return /[",;\t\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 text, CRLF between records, one header line. Column order is the order of `columns`. */
export function toCsv<T>(rows: readonly T[], columns: readonly { name: string; of: (row: T) => Cell }[]): string {
  const lines = [columns.map(({ name }) => csvCell(name)), ...rows.map((row) => columns.map(({ of }) => csvCell(of(row))))];
  return lines.map((cells) => cells.join(",")).join("\r\n") + "\r\n";
}

/** Hands the browser a text to save as a file. Nothing leaves the machine. */
export const saveFile = (name: string, mediaType: string, text: string): void => saveBlob(name, new Blob([text], { type: mediaType }));
