import type { Engine, Transaction } from "./engine/types.ts";
import { HostError } from "./failure.ts";
import type { Files } from "./files.ts";
import type { ImportFormat, ImportedTable } from "./import-source.ts";
import type { MutationQueue } from "./mutations.ts";
import { sizeOf } from "./values/size.ts";
import { asText, type JsonObject } from "./values/json.ts";

/** Documents that are written in one commit: so many, or so many bytes. */
const CHUNK = 256;
const CHUNK_BYTES = 4 * 1024 * 1024;

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
  /** How far the writing is: which table of the file, how many of its documents, and documents in all; null while what goes first goes. */
  readonly at: { readonly table: number; readonly documents: number; readonly rows: number } | null;
};

interface Dependencies {
  readonly engine: Engine;
  readonly queue: MutationQueue;
  readonly files: Files;
  /** Called after tables took other numbers: what ids mean has changed then, for queries too. */
  readonly renumbered: () => void;
  /** Keeps how far it is, in the commit that brought it there. */
  readonly keep: (tx: Transaction, course: Course) => void;
}

/**
 * Writes what a file holds, in many commits, while others write; what is small is one commit, so that nobody sees a part of it. Each commit also says how far it came, so that running the same course
 * again after a kill neither loses nor doubles a document. Answers how many documents were written in all.
 *
 * @throws Error when the store or the file fails; what was written stays
 */
export async function runImport({ engine, queue, files, renumbered, keep }: Dependencies, tables: readonly ImportedTable[], from: Course): Promise<number> {
  let course = from;
  const reach = (tx: Transaction, table: number, documents: number, rows: number) => {
    course = { ...course, at: { table, documents, rows } };
    keep(tx, course);
  };
  const small = course.at === null && course.numbers.length === 0 ? await readSmall(tables, course.cleared) : null;
  if (small !== null) {
    await queue.write((tx) => {
      if (small.documents.length + course.cleared.reduce((sum, name) => sum + tx.count(name), 0) > AT_ONCE) return;
      for (const name of course.cleared) removeSome(tx, files, name, AT_ONCE);
      for (const { name, document } of small.documents) tx.restore(name, document);
      reach(tx, tables.length, 0, small.documents.length);
    });
  }
  if (course.at === null) {
    for (const name of course.cleared) await clear(queue, files, name);
    if (course.numbers.length > 0) await queue.between(() => engine.renumberTables(new Map(course.numbers)));
    await queue.write((tx) => reach(tx, 0, 0, 0));
    if (course.numbers.length > 0) renumbered();
  }
  let { table: first, documents: done, rows } = course.at ?? { table: 0, documents: 0, rows: 0 };
  for (const [index, table] of [...tables.entries()].slice(first)) {
    for await (const chunk of chunksOf(table, index === first ? done : 0)) {
      if (table.name.startsWith("_storage")) for (const document of chunk.documents) await restoreFile(queue, files, table, document);
      rows += chunk.documents.length;
      await queue.write((tx) => {
        if (!table.name.startsWith("_storage")) for (const document of chunk.documents) tx.restore(table.name, document);
        reach(tx, index, chunk.end, rows);
      });
    }
  }
  return rows;
}

/** The documents of a table but for the first `skip`, as they are committed together; `end` counts all up to the last of each. */
async function* chunksOf(table: ImportedTable, skip: number): AsyncGenerator<{ documents: JsonObject[]; end: number }> {
  let documents: JsonObject[] = [];
  let bytes = 0;
  let seen = 0;
  for await (const document of table.documents()) {
    seen++;
    if (seen <= skip) continue;
    documents.push(document);
    bytes += sizeOf(document);
    if (documents.length < CHUNK && bytes < CHUNK_BYTES) continue;
    yield { documents, end: seen };
    [documents, bytes] = [[], 0];
  }
  if (documents.length > 0) yield { documents, end: seen };
}

/** All documents, when they can be written in one commit; null when they cannot, or files are among them. */
async function readSmall(tables: readonly ImportedTable[], cleared: readonly string[]): Promise<{ documents: { name: string; document: JsonObject }[] } | null> {
  if ([...cleared, ...tables.map(({ name }) => name)].some((name) => name.startsWith("_storage"))) return null;
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
    if (name.startsWith("_storage")) files.forget(tx, asText(_id));
    else tx.remove(asText(_id));
  }
  return removed;
}

/** A file is stored in a commit of its own, so after a kill it may be there already. */
async function restoreFile(queue: MutationQueue, files: Files, table: ImportedTable, { _id, _creationTime, contentType, sha256 }: JsonObject): Promise<void> {
  const id = asText(_id);
  const entry = table.files.get(id);
  if (entry === undefined) throw new HostError("InvalidImport", `The archive lacks the stored file ${id}`);
  if (await queue.write((tx) => tx.get(id, { system: true }) !== null)) return;
  const system = { ...(_id === undefined ? {} : { _id }), ...(_creationTime === undefined ? {} : { _creationTime }) };
  await files.store(table.component, await entry.read(), typeof contentType === "string" ? contentType : null, typeof sha256 === "string" ? sha256 : undefined, system);
}
