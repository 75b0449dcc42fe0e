import { openEngine } from "../engine/engine.ts";
import type { Engine, SchemaChange } from "../engine/types.ts";
import type { Log } from "./log.ts";

const PROGRESS_MS = 5000;

/** What every document must be looked at for: in pieces, so that a start that is interrupted goes on where it was. */
export async function prepare(engine: Engine, schema: string | null, log: Log): Promise<void> {
  let toldAt = Date.now();
  await engine.prepareSchema(
    schema,
    (work) => Promise.resolve(work()),
    (documents) => {
      if (Date.now() - toldAt < PROGRESS_MS) return;
      toldAt = Date.now();
      log("info", "schema_in_preparation", { documents });
    },
  );
}

/** A first start makes every table, so that only numbers are told; what goes away, and what does not work, is named. */
export function reportSchema(change: SchemaChange, log: Log): void {
  const { createdTables, createdIndexes, droppedIndexes, validatedDocuments } = change;
  log("info", "schema_applied", {
    createdTables: createdTables.length,
    createdIndexes: createdIndexes.length,
    droppedIndexes,
    validatedDocuments,
  });
}

/** @throws an error whose `code` is `DATA_DIR_IN_USE` when another host has the folder */
export function openLocked(dataDir: string): Engine {
  try {
    return openEngine(dataDir, {});
  } catch (error) {
    if (error instanceof Error && error.message.includes("is in use by another host")) Object.assign(error, { code: "DATA_DIR_IN_USE" });
    throw error;
  }
}
