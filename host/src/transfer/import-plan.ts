import { splitTable } from "../functions/components.ts";
import type { Engine } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import type { ImportedTable } from "./import-source.ts";
import { decodeId } from "../values/ids.ts";
import { describeTooLarge, describeUnstorable, MAX_DOCUMENT_NESTING, sizeOf } from "../values/size.ts";

export type ImportMode = "requireEmpty" | "append" | "replace" | "replaceAll";

export interface ImportPlan {
  readonly tables: readonly ImportedTable[];
  /** Names of the tables whose documents go first. */
  readonly cleared: readonly string[];
  /** Tables that must take the number that the imported ids have. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly documents: number;
}

/**
 * Reads all documents once and checks them, before the first one is written: their form and size, their ids, and whether they match the
 * schema.
 *
 * @throws HostError that names the table and what is wrong
 */
export async function planImport(engine: Engine, tables: readonly ImportedTable[], mode: ImportMode): Promise<ImportPlan> {
  const existing = new Map(engine.tables().map(({ name, number }) => [name, number]));
  const documentsIn = (name: string) => (existing.has(name) ? count(engine, name) : 0);
  const components = new Set(tables.map(({ component }) => component));
  const isOfData = (name: string) => !name.startsWith("_") || name.startsWith("_storage");
  const all = [...existing.keys()].filter((name) => isOfData(name) && components.has(splitTable(name).component));
  const cleared = (mode === "replaceAll" ? all : mode === "replace" ? tables.map(({ name }) => name) : []).filter(
    (name) => documentsIn(name) > 0,
  );
  const isEmptied = (name: string) => cleared.includes(name) || documentsIn(name) === 0;
  for (const { name } of tables) {
    if (mode === "requireEmpty" && !isEmptied(name))
      throw new HostError("TableNotEmpty", `Data already exists in table "${name}". Use --append, --replace or --replace-all.`);
  }
  const wanted = new Map<string, number>();
  let documents = 0;
  for (const table of tables) {
    const number = await numberOf(table);
    if (number !== null && number !== existing.get(table.name)) wanted.set(table.name, number);
  }
  const numbers = new Map([...existing].map(([name, number]) => [wanted.get(name) ?? number, name] as const));
  for (const [name, number] of wanted) {
    const holder = [...existing].find(([, taken]) => taken === number)?.[0];
    const blocking = !isEmptied(name) ? name : holder !== undefined && !isEmptied(holder) ? holder : null;
    if (blocking !== null)
      throw new HostError(
        "InvalidImport",
        `The IDs in table "${name}" cannot be kept: they have the number of another table, and "${blocking}" has documents`,
      );
    numbers.set(number, name);
  }
  // What an id will mean when the import is done.
  const tableOfId = (id: string) => numbers.get(decodeId(id)?.tableNumber ?? -1) ?? null;
  for (const table of tables) documents += await checkDocuments(engine, table, tableOfId);
  return { tables, cleared, numbers: wanted, documents };
}

export function count(engine: Engine, name: string): number {
  const tx = engine.begin("query");
  try {
    return tx.count(name);
  } finally {
    tx.close();
  }
}

/** The table number in the ids of the documents; null when they have none. */
async function numberOf({ name, documents }: ImportedTable): Promise<number | null> {
  let number: number | null = null;
  for await (const { _id } of documents()) {
    if (_id === undefined) continue;
    const decoded = typeof _id === "string" ? decodeId(_id) : null;
    if (decoded === null) throw new HostError("InvalidImport", `Table "${name}": ${JSON.stringify(_id)} is not a document ID`);
    if (number !== null && number !== decoded.tableNumber)
      throw new HostError("InvalidImport", `Table "${name}": its IDs are those of several tables`);
    number = decoded.tableNumber;
  }
  return number;
}

async function checkDocuments(
  engine: Engine,
  { name, documents }: ImportedTable,
  tableOfId: (id: string) => string | null,
): Promise<number> {
  let seen = 0;
  for await (const document of documents()) {
    seen++;
    const problem =
      describeUnstorable(document, MAX_DOCUMENT_NESTING) ??
      describeTooLarge(sizeOf(document)) ??
      (name.startsWith("_") ? null : engine.mismatch(name, withSystemFields(document), tableOfId));
    if (problem !== null) throw new HostError("InvalidImport", `Table "${name}", document ${seen}: ${problem}`);
  }
  return seen;
}

/** The schema's check expects both. */
const withSystemFields = (document: Readonly<Record<string, never>> | Parameters<Engine["mismatch"]>[1]) => ({
  _creationTime: 0,
  _id: "",
  ...document,
});
