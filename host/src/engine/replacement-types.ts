import type { JsonObject } from "../values/json.ts";

export interface Replacements {
  /**
   * Begins another content for tables, beside what they have, which takes its place at once. No batch may be open.
   *
   * @param numbers the tables that take other numbers with it, those that the ids of its documents have
   */
  open(names: readonly string[], numbers: ReadonlyMap<string, number>): Replacement;
  /**
   * Removes some of what replaced contents, and replacements that came to nothing, left behind.
   *
   * @returns whether there is more: "later" when a query still sees it
   */
  sweep(): "more" | "later" | "done";
}

/** Another content for tables that nobody sees yet. */
export interface Replacement {
  /**
   * Writes documents of a table for some ms, in one commit beside the open batch. They must have been checked.
   *
   * @returns the ids of those that were written, from the first one on: at least one
   * @throws EngineError for a document that cannot be there
   */
  put(name: string, documents: readonly JsonObject[]): string[];
  /**
   * Takes the place of what the tables have, in one commit with records of the host. No batch may be open. Queries that began before
   * see the old content to their end.
   *
   * @throws EngineError when it cannot, and nothing was changed
   */
  exchange(records: ReadonlyMap<string, string | null>): void;
  /** Lets go of it; what was written goes in a sweep. Does nothing after `exchange`. */
  abandon(): void;
}
