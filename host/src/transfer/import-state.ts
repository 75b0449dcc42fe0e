import type { Transaction } from "../engine/types.ts";
import type { Json, JsonObject } from "../values/json.ts";
import type { Course } from "./import-run.ts";

// How far an import is: a document of a system table that the command line follows.

export const IMPORTS = "_snapshot_imports";

/** The state of an import for whoever asks, newest last. */
export function allImports(tx: Pick<Transaction, "openQuery">): JsonObject[] {
  const stream = tx.openQuery({ source: { type: "FullTableScan", tableName: IMPORTS }, operators: [] });
  const found: JsonObject[] = [];
  for (let text = stream.next(); text !== null; text = stream.next()) found.push(JSON.parse(text));
  return found;
}

export function setState(tx: Transaction, id: string, state: JsonObject): void {
  tx.patch(id, { state }, { system: true });
}

export function setCourse(tx: Transaction, id: string, course: Course): void {
  tx.patch(id, { course: course as unknown as Json }, { system: true });
}

/** Where the commit that exchanged contents says that it was made. */
export const markOf = (id: string): string => `import/${id}`;

export const inProgress = (message: string): JsonObject => ({ state: "in_progress", progress_message: message, checkpoint_messages: [] });

export const failed = (message: string): JsonObject => ({ state: "failed", error_message: message });
