import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import { storedTable } from "../functions/components.ts";
import { HostError } from "../calls/failure.ts";
import type { ComponentPath } from "../functions/functions.ts";
import { readZip, type ZipEntry } from "./unzip.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

/** A JSON array is parsed whole, as on Convex. */
const MAX_ARRAY_BYTES = 8 * 1024 * 1024;

export type ImportFormat = "csv" | "jsonLines" | "jsonArray" | "zip";

/** The documents for one table. */
export interface ImportedTable {
  readonly component: ComponentPath;
  /** As in the store. */
  readonly name: string;
  /** Reads them anew each time. They are in Convex-JSON form and not checked. */
  documents(): AsyncIterable<JsonObject>;
  /** Of stored files: their content by storage id. */
  readonly files: ReadonlyMap<string, ZipEntry>;
}

/**
 * What an uploaded file holds, table by table.
 *
 * @throws Error when it cannot be read
 */
export async function readImport(file: string, format: ImportFormat, component: ComponentPath, table: string): Promise<ImportedTable[]> {
  const none = new Map<string, ZipEntry>();
  const one = (documents: () => AsyncIterable<JsonObject>): ImportedTable[] => [
    { component, name: storedTable(component, table), documents, files: none },
  ];
  if (format === "zip") return tablesOf(await readZip(file), component);
  if (format === "jsonLines") return one(() => jsonLines(table, () => Promise.resolve(createReadStream(file))));
  if (format === "csv") return one(() => csvRows(file));
  if ((await stat(file)).size > MAX_ARRAY_BYTES)
    throw new HostError("ImportTooLarge", "A JSON array can be 8 MiB at most; use JSON lines for more");
  const array = parse(await readFile(file, "utf8"), "The file");
  if (!Array.isArray(array)) throw new HostError("InvalidImport", "The file must be a JSON array of objects");
  return one(async function* () {
    for (const value of array) yield objectOf(value, "an element");
  });
}

/** Also of components, which lie below `_components/<name>`. What else official archives hold is no data. */
function tablesOf(entries: readonly ZipEntry[], into: ComponentPath): ImportedTable[] {
  return entries.flatMap((entry) => {
    const [, place = "", name = ""] = /^((?:_components\/[^/]+\/)*)([^/]+)\/documents\.jsonl$/.exec(entry.name) ?? [];
    if (name === "" || (name.startsWith("_") && name !== "_storage")) return [];
    const component = [into, ...place.split("/").filter((part) => part !== "" && part !== "_components")]
      .filter((part) => part !== "")
      .join("/");
    const beside = `${place}${name}/`;
    const files = new Map(
      entries
        .filter((other) => other !== entry && other.name.startsWith(beside))
        .map((other) => [other.name.slice(beside.length).replace(/\..*/, ""), other]),
    );
    return [{ component, name: storedTable(component, name), documents: () => jsonLines(entry.name, () => entry.read()), files }];
  });
}

async function* jsonLines(what: string, open: () => Promise<Readable>): AsyncGenerator<JsonObject> {
  let number = 0;
  for await (const line of createInterface({ input: await open(), crlfDelay: Infinity })) {
    number++;
    if (line.trim() !== "") yield objectOf(parse(line, `${what}, line ${number}`), `${what}, line ${number}`);
  }
}

function parse(text: string, where: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError("InvalidImport", `${where} is not JSON`);
  }
}

function objectOf(value: Json, where: string): JsonObject {
  if (!isJsonObject(value)) throw new HostError("InvalidImport", `${where} is not a JSON object`);
  return value;
}

/** The first row names the fields. As on Convex, what reads as a number is one, and everything else is text. */
async function* csvRows(file: string): AsyncGenerator<JsonObject> {
  let names: string[] | null = null;
  for await (const cells of csvCells(createReadStream(file, "utf8"))) {
    if (names === null) {
      names = cells;
      continue;
    }
    if (cells.length !== names.length)
      throw new HostError("InvalidImport", `A row has ${cells.length} fields, the first one ${names.length}`);
    yield Object.fromEntries(names.map((name, i) => [name, numberOrText(cells[i] ?? "")]));
  }
}

function numberOrText(cell: string): Json {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(cell) ? Number(cell) : cell;
}

/** Rows of RFC 4180: a field in quotes may hold commas, line ends and doubled quotes. */
async function* csvCells(input: AsyncIterable<string>): AsyncGenerator<string[]> {
  let [cells, cell, isQuoted, wasQuoted]: [string[], string, boolean, boolean] = [[], "", false, false];
  for await (const chunk of input) {
    for (const sign of chunk) {
      // After a quote inside of quotes comes another one, or the end of the field.
      if (wasQuoted && sign === '"') cell += sign;
      if (wasQuoted) {
        isQuoted = sign === '"';
        wasQuoted = false;
        if (sign === '"') continue;
      }
      if (isQuoted && sign === '"') wasQuoted = true;
      else if (isQuoted) cell += sign;
      else if (sign === '"' && cell === "") isQuoted = true;
      else if (sign === ",") [cells, cell] = [[...cells, cell], ""];
      else if (sign === "\n") {
        if (cells.length > 0 || cell !== "") yield [...cells, cell];
        [cells, cell] = [[], ""];
      } else if (sign !== "\r") cell += sign;
    }
  }
  if (cells.length > 0 || cell !== "") yield [...cells, cell];
}
