import { isStorageTable } from "../functions/components.ts";
import type { Transaction } from "../engine/types.ts";
import type { Files } from "../files.ts";
import { CHUNK, CHUNK_BYTES, chunksOf, keepFile } from "./import-chunks.ts";
import { exchangeImport, requireEmpty, type Exchange } from "./import-exchange.ts";
import type { ImportMode } from "./import-plan.ts";
import type { ImportFormat, ImportedTable } from "./import-source.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import { sizeOf } from "../values/size.ts";
import { asText, type JsonObject } from "../values/json.ts";

/** What goes and comes together is exchanged in one commit when it is no more than this. */
const AT_ONCE = 512;

/** What a confirmed import still has to do. Kept with it in the store, so that the next start goes on where a killed host was. */
export type Course = {
  readonly format: ImportFormat;
  readonly component: string;
  readonly table: string;
  /** Names of the tables whose documents go first. */
  readonly cleared: readonly string[];
  /** Tables that take the number that the imported ids have. */
  readonly numbers: readonly (readonly [name: string, number: number])[];
  /** Without it, or with "append", documents are added to what the tables have; else they take its place. */
  readonly mode?: ImportMode;
  /** How far the adding is: which table of the file, how many of its documents, and documents in all; null while what goes first goes. */
  readonly at: { readonly table: number; readonly documents: number; readonly rows: number } | null;
};

interface Dependencies extends Exchange {
  /** Keeps how far it is, in the commit that brought it there. */
  readonly keep: (tx: Transaction, course: Course) => void;
}

/**
 * Writes what a file holds, and answers how many documents that were. What is small is one commit; what takes the place of something is exchanged
 * for it in one commit (`exchangeImport`); the rest is added in many, while others write, each of which also says how far it came, so that running
 * the same course again after a kill neither loses nor doubles a document.
 *
 * @throws Error when the store or the file fails; of what is added, what was written stays
 */
export async function runImport(host: Dependencies, tables: readonly ImportedTable[], from: Course): Promise<number> {
  const { engine, queue, files, refresh, keep } = host;
  let course = from;
  const reach = (tx: Transaction, table: number, documents: number, rows: number) => {
    course = { ...course, at: { table, documents, rows } };
    keep(tx, course);
  };
  const isExchange = course.mode !== undefined && course.mode !== "append";
  const mustBeEmpty = course.mode === "requireEmpty";
  const going = new Set([...course.cleared, ...(isExchange && !mustBeEmpty ? tables.map(({ name }) => name) : [])]);
  const small = course.at === null && course.numbers.length === 0 ? await readSmall(tables, course.cleared) : null;
  if (small !== null) {
    await queue.write((tx) => {
      if (small.documents.length + [...going].reduce((sum, name) => sum + tx.count(name), 0) > AT_ONCE) return;
      if (mustBeEmpty) for (const { name } of tables) requireEmpty(name, tx.count(name));
      for (const name of going) removeSome(tx, files, name, AT_ONCE);
      for (const { name, document } of small.documents) tx.restore(name, document);
      reach(tx, tables.length, 0, small.documents.length);
    });
  }
  if (course.at === null && isExchange)
    return exchangeImport(host, { tables, cleared: course.cleared, numbers: course.numbers, mustBeEmpty });
  if (course.at === null) {
    for (const name of course.cleared) await clear(queue, files, name);
    if (course.numbers.length > 0) await queue.between(() => engine.renumberTables(new Map(course.numbers)));
    await queue.write((tx) => reach(tx, 0, 0, 0));
    if (course.numbers.length > 0) refresh();
  }
  let { table: first, documents: done, rows } = course.at ?? { table: 0, documents: 0, rows: 0 };
  for (const [index, table] of [...tables.entries()].slice(first)) {
    for await (const chunk of chunksOf(table, index === first ? done : 0)) {
      if (isStorageTable(table.name)) for (const document of chunk.documents) await restoreFile(queue, files, table, document);
      rows += chunk.documents.length;
      await queue.write((tx) => {
        if (!isStorageTable(table.name)) for (const document of chunk.documents) tx.restore(table.name, document);
        reach(tx, index, chunk.end, rows);
      });
    }
  }
  return rows;
}

/** All documents, when they can be written in one commit; null when they cannot, or files are among them. */
async function readSmall(
  tables: readonly ImportedTable[],
  cleared: readonly string[],
): Promise<{ documents: { name: string; document: JsonObject }[] } | null> {
  if ([...cleared, ...tables.map(({ name }) => name)].some(isStorageTable)) return null;
  const documents: { name: string; document: JsonObject }[] = [];
  let bytes = 0;
  for (const table of tables) {
    for await (const document of table.documents()) {
      documents.push({ name: table.name, document });
      bytes += sizeOf(document);
      if (documents.length > AT_ONCE || bytes > CHUNK_BYTES) return null;
    }
  }
  return { documents };
}

async function clear(queue: MutationQueue, files: Files, name: string): Promise<void> {
  while ((await queue.write((tx) => removeSome(tx, files, name, CHUNK))) === CHUNK);
}

/** Removes so many documents of a table at most, and answers how many. */
function removeSome(tx: Transaction, files: Files, name: string, limit: number): number {
  const stream = tx.openQuery({ source: { type: "FullTableScan", tableName: name }, operators: [{ limit }] });
  let removed = 0;
  for (let text = stream.next(); text !== null; text = stream.next(), removed++) {
    const { _id }: JsonObject = JSON.parse(text);
    if (isStorageTable(name)) files.forget(tx, asText(_id));
    else tx.remove(asText(_id));
  }
  return removed;
}

/** A file is stored in a commit of its own, so after a kill it may be there already. */
async function restoreFile(queue: MutationQueue, files: Files, table: ImportedTable, document: JsonObject): Promise<void> {
  if (await queue.write((tx) => tx.get(asText(document["_id"]), { system: true }) !== null)) return;
  const { name, fields, system } = await keepFile(files, table, document);
  await queue.write((tx) => files.enter(tx, table.component, name, { ...system, ...fields }));
}
