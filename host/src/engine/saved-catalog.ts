import type { ValidatorJson } from "../values/validate.ts";
import type { Prepared, Remains } from "./table-info.ts";

// The catalog as it is kept on disk.

export interface SavedTable {
  readonly prepared?: Prepared;
  /** Only where it is not the number. */
  readonly storage?: number;
  readonly name: string;
  readonly number: number;
  readonly indexes: readonly { readonly name: string; readonly number: number; readonly fields: readonly string[] }[];
  readonly validator: ValidatorJson | null;
}

export interface Saved {
  readonly nextUserTable: number;
  readonly nextSystemTable: number;
  readonly nextIndex: number;
  readonly tables: readonly SavedTable[];
  readonly nextStorage?: number;
  readonly remains?: readonly Remains[];
}
