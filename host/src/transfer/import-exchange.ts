import { setImmediate as nextTurn } from "node:timers/promises";

import { isStorageTable } from "../functions/components.ts";
import type { Replacement } from "../engine/replacement-types.ts";
import type { Engine } from "../engine/types.ts";
import { HostError } from "../calls/failure.ts";
import type { Files } from "../files.ts";
import { chunksOf, keepFile } from "./import-chunks.ts";
import { count } from "./import-plan.ts";
import type { ImportedTable } from "./import-source.ts";
import type { MutationQueue } from "../mutations/mutations.ts";
import { asText, type JsonObject } from "../values/json.ts";

/** How often it is said how far it is. */
const PROGRESS_MS = 500;

export interface Exchange {
  readonly engine: Engine;
  readonly queue: MutationQueue;
  readonly files: Files;
  /** Called in the turn of the exchange: every followed query may have another answer now. */
  readonly refresh: () => void;
  /** Told how many documents are written, of which nobody sees any yet. */
  readonly progress: (rows: number) => Promise<void>;
  /** The key of the record that says, in the commit of the exchange, how many documents were written. */
  readonly mark: string;
}

interface Wanted {
  readonly tables: readonly ImportedTable[];
  /** Names of the tables that have documents now, of which none is left. */
  readonly cleared: readonly string[];
  readonly numbers: readonly (readonly [name: string, number: number])[];
  /** Whether the other tables must be empty when the new content comes; else what came into them is lost as well. */
  readonly mustBeEmpty: boolean;
}

/**
 * Gives tables what a file holds: written beside what they have, while others read and write that, and exchanged in one commit. What others wrote
 * into these tables meanwhile goes with the old content; tables that were empty must be empty still.
 *
 * @throws Error when the store or the file fails, or a table is not empty any more; nothing is changed then
 */
export async function exchangeImport(host: Exchange, { tables, cleared, numbers, mustBeEmpty }: Wanted): Promise<number> {
  const { engine, queue, files } = host;
  const names = [...new Set([...tables.map(({ name }) => name), ...cleared])];
  const replacement = await queue.between(() => engine.replacements.open(names, new Map(numbers)));
  /** Names of the bytes of stored files, by id. */
  const stored = new Map<string, string>();
  try {
    const rows = await writeAll(host, replacement, tables, stored);
    await queue.between(() => {
      for (const name of mustBeEmpty ? names : []) if (!cleared.includes(name)) requireEmpty(name, count(engine, name));
      replacement.exchange(new Map([...recordsFor(engine, files, names.filter(isStorageTable), stored), [host.mark, String(rows)]]));
      host.refresh();
    });
    return rows;
  } finally {
    replacement.abandon();
    for (const name of stored.values()) files.pending.delete(name);
  }
}

async function writeAll(
  { files, progress }: Exchange,
  replacement: Replacement,
  tables: readonly ImportedTable[],
  stored: Map<string, string>,
): Promise<number> {
  let rows = 0;
  let toldAt = performance.now();
  for (const table of tables) {
    for await (const { documents } of chunksOf(table, 0)) {
      const kept = isStorageTable(table.name) ? await keepFiles(files, table, documents) : { documents, names: [] };
      for (let done = 0; done < documents.length; await nextTurn()) {
        for (const id of replacement.put(table.name, kept.documents.slice(done))) {
          const name = kept.names[done++];
          if (name !== undefined) stored.set(id, name);
        }
      }
      rows += documents.length;
      if (performance.now() - toldAt < PROGRESS_MS) continue;
      toldAt = performance.now();
      await progress(rows);
    }
  }
  return rows;
}

/** Makes the bytes of stored files durable, and answers the documents that tell of them. */
async function keepFiles(
  files: Files,
  table: ImportedTable,
  documents: readonly JsonObject[],
): Promise<{ documents: JsonObject[]; names: string[] }> {
  const kept: { documents: JsonObject[]; names: string[] } = { documents: [], names: [] };
  for (const document of documents) {
    const { name, fields, system } = await keepFile(files, table, document);
    files.pending.add(name);
    kept.documents.push({ ...system, ...fields });
    kept.names.push(name);
  }
  return kept;
}

/** What ties the files to their bytes, for those that come and those that go. */
function recordsFor(
  engine: Engine,
  files: Files,
  tables: readonly string[],
  stored: ReadonlyMap<string, string>,
): [string, string | null][] {
  const tx = engine.begin("query");
  try {
    const records: [string, string | null][] = [];
    for (const tableName of tables) {
      const stream = tx.openQuery({ source: { type: "FullTableScan", tableName }, operators: [] });
      for (let text = stream.next(); text !== null; text = stream.next())
        records.push(...files.recordsOf((key) => tx.getMeta(key), asText((JSON.parse(text) as JsonObject)["_id"]), null));
    }
    for (const [id, name] of stored) records.push(...files.recordsOf((key) => tx.getMeta(key), id, name));
    return records;
  } finally {
    tx.close();
  }
}

/** @throws HostError when documents came into a table that was empty when the import was confirmed */
export function requireEmpty(name: string, documents: number): void {
  if (documents > 0)
    throw new HostError(
      "TableNotEmpty",
      `Documents came into the table "${name}" while it was imported. Nothing was changed; use --replace to lose them.`,
    );
}
