import type { ValidatorJson } from "../values/validate.ts";
import type { IndexKind } from "./index-kinds.ts";
import type { Key } from "./types.ts";

export interface IndexInfo {
  readonly name: string;
  readonly number: number;
  /** Without the creation time and the id that end every index. For search: the field that is searched, then those that filter. */
  readonly fields: readonly string[];
  readonly kind: IndexKind;
  /** How many numbers a vector has; 0 for other indexes. */
  readonly dimensions: number;
  readonly prefix: Key;
}

export interface TableInfo {
  readonly name: string;
  /** What stands for it in ids. */
  readonly number: number;
  /** What stands for it in keys: the number, until its content was exchanged once. */
  readonly storage: number;
  readonly prefix: Key;
  /** Always holds `by_creation_time`. `by_id` is no index of its own but the documents themselves. */
  readonly indexes: Map<string, IndexInfo>;
  /** Whether one of them is for search. */
  hasSearch: boolean;
  /** What documents are checked against; null: anything goes. */
  validator: ValidatorJson | null;
  /** How far the table is made ready for the schema of the next start (`prepare.ts`); null when it is not. */
  prepared: Prepared | null;
}

export interface Prepared {
  /** What the documents up to the cursor, and all written since, are known to match; null when that is not wanted, or one does not. */
  readonly validator: ValidatorJson | null;
  /** Key of the last document that was looked at; null: all were. */
  readonly cursor: Key | null;
}

/** Documents and index entries that belong to no table. */
export interface Remains {
  readonly storage: number;
  /** Numbers of indexes. */
  readonly indexes: readonly number[];
}

/** Under what numbers the documents and index entries of a content lie. */
export function remainsOf({ storage, indexes }: Pick<TableInfo, "storage" | "indexes">): Remains {
  return { storage, indexes: [...indexes.values()].map(({ number }) => number) };
}

export function setIndex(table: TableInfo, index: IndexInfo): void {
  table.indexes.set(index.name, index);
  if (index.kind !== "ordered") table.hasSearch = true;
}
