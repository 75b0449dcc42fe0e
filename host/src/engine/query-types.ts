import type { Json } from "../values/json.ts";

/* What a function asks of the database, as the syscalls of npm `convex` say it. */

export type IndexBound = { readonly type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte"; readonly fieldPath: string; readonly value: Json };

export type QuerySource =
  | { readonly type: "FullTableScan"; readonly tableName: string; readonly order?: "asc" | "desc" | null }
  | {
      readonly type: "IndexRange";
      /** `table.index` */
      readonly indexName: string;
      readonly range: readonly IndexBound[];
      readonly order?: "asc" | "desc" | null;
    }
  | { readonly type: "Search"; readonly indexName: string; readonly filters: readonly SearchFilter[] };

export type SearchFilter =
  | { readonly type: "Search"; readonly fieldPath: string; readonly value: string }
  | { readonly type: "Eq"; readonly fieldPath: string; readonly value: Json };

export type QueryOperator = { readonly filter: Json } | { readonly limit: number };

/** The `query` member of the `1.0/queryStream` and `1.0/queryPage` syscalls. */
export interface SerializedQuery {
  readonly source: QuerySource;
  readonly operators: readonly QueryOperator[];
}

export interface QueryStream {
  /** The next document as convex-JSON text, or null when there is none left. */
  next(): string | null;
  close(): void;
}

export interface PageRequest {
  readonly query: SerializedQuery;
  readonly cursor: string | null;
  /** Where the page must end: a cursor of an earlier answer. Null or undefined: after `pageSize` documents. */
  readonly endCursor?: string | null | undefined;
  readonly pageSize: number;
  readonly maximumRowsRead?: number | null | undefined;
  readonly maximumBytesRead?: number | null | undefined;
}

export interface QueryPage {
  /** Documents as convex-JSON texts, ready to be spliced into a JSON array. */
  readonly page: readonly string[];
  readonly isDone: boolean;
  readonly continueCursor: string;
  readonly splitCursor: string | null;
  readonly pageStatus: "SplitRecommended" | "SplitRequired" | null;
}
