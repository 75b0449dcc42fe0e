import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "../values/json.ts";
import { openEngine } from "./engine.ts";
import type { QueryStream, SerializedQuery } from "./query-types.ts";
import type { Engine, EngineOptions, Flushed, Transaction } from "./types.ts";

/** An engine in a folder of its own, for tests; `destroy` closes it and removes the folder. */
export function temporaryEngine(options: EngineOptions = {}): { engine: Engine; directory: string; destroy: () => void } {
  const directory = mkdtempSync(join(tmpdir(), "engine-"));
  const engine = openEngine(directory, options);
  const destroy = () => {
    engine.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { engine, directory, destroy };
}

/** Runs a mutation and commits it. */
export function commit<T>(engine: Engine, run: (tx: Transaction) => T): { result: T; flushed: Flushed } {
  const tx = engine.begin("mutation");
  try {
    const result = run(tx);
    engine.stage(tx);
    return { result, flushed: engine.flush() };
  } finally {
    tx.close();
  }
}

/** Runs a query on the newest committed data. */
export function read<T>(engine: Engine, run: (tx: Transaction) => T): T {
  const tx = engine.begin("query");
  try {
    return run(tx);
  } finally {
    tx.close();
  }
}

export function tableScan(tableName: string, order: "asc" | "desc" = "asc"): SerializedQuery {
  return { source: { type: "FullTableScan", tableName, order }, operators: [] };
}

export function collect(stream: QueryStream): JsonObject[] {
  const documents: JsonObject[] = [];
  for (let text = stream.next(); text !== null; text = stream.next()) documents.push(JSON.parse(text) as JsonObject);
  return documents;
}

/** The same as `schema.export()` with validation off, for tests that only need indexes. */
export function schemaWith(tables: Record<string, Record<string, string[]>>, validators: Record<string, Json> = {}): string {
  return JSON.stringify({
    schemaValidation: true,
    tables: Object.entries(tables).map(([tableName, indexes]) => ({
      tableName,
      indexes: Object.entries(indexes).map(([indexDescriptor, fields]) => ({ indexDescriptor, fields })),
      documentType: validators[tableName] ?? { type: "any" },
    })),
  });
}
