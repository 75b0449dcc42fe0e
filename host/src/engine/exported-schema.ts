import type { ValidatorJson } from "../values/validate.ts";

interface ExportedIndex {
  readonly indexDescriptor: string;
  readonly fields: readonly string[];
}

interface ExportedTable {
  readonly tableName: string;
  readonly indexes: readonly ExportedIndex[];
  readonly stagedDbIndexes?: readonly ExportedIndex[];
  readonly searchIndexes?: readonly { readonly indexDescriptor: string }[];
  readonly vectorIndexes?: readonly { readonly indexDescriptor: string }[];
  readonly documentType: ValidatorJson | null;
}

interface ExportedSchema {
  readonly tables: readonly ExportedTable[];
  readonly schemaValidation: boolean;
}

/** Reads what `schema.export()` wrote; null stands for an empty schema. Where documents are not to be validated, no table has a type. */
export function parseSchema(exported: string | null): ExportedSchema {
  if (exported === null) return { tables: [], schemaValidation: false };
  // The text comes from the convex package, which builds it from typed definitions.
  const schema = JSON.parse(exported) as ExportedSchema;
  return schema.schemaValidation ? schema : { ...schema, tables: schema.tables.map((table) => ({ ...table, documentType: null })) };
}

/** True for the same fields in the same order. */
export function sameFields(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && a.every((field, i) => field === b[i]);
}
