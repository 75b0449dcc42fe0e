import type { ValidatorJson } from "../values/validate.ts";
import { SchemaError } from "./errors.ts";
import { textIndexName, vectorIndexName } from "./index-kinds.ts";

/** As on Convex. */
const MAX_SEARCH_INDEXES = 4;
const MAX_FILTER_FIELDS = 16;
const MIN_DIMENSIONS = 2;
const MAX_DIMENSIONS = 4096;

interface ExportedIndex {
  readonly indexDescriptor: string;
  readonly fields: readonly string[];
}

interface ExportedTable {
  readonly tableName: string;
  readonly indexes: readonly ExportedIndex[];
  readonly stagedDbIndexes?: readonly ExportedIndex[];
  readonly searchIndexes?: readonly {
    readonly indexDescriptor: string;
    readonly searchField: string;
    readonly filterFields: readonly string[];
  }[];
  readonly vectorIndexes?: readonly {
    readonly indexDescriptor: string;
    readonly vectorField: string;
    readonly dimensions: number;
    readonly filterFields: readonly string[];
  }[];
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

/**
 * The indexes of a table by their name in the catalog, each with its fields; staged ones are left out.
 *
 * @throws SchemaError for an index that Convex would refuse too
 */
export function declaredIndexes(table: ExportedTable): Map<string, readonly string[]> {
  const { tableName, indexes, searchIndexes = [], vectorIndexes = [] } = table;
  for (const [what, list] of [
    ["search", searchIndexes],
    ["vector", vectorIndexes],
  ] as const) {
    if (list.length > MAX_SEARCH_INDEXES)
      throw new SchemaError(`Table "${tableName}" has ${list.length} ${what} indexes; at most ${MAX_SEARCH_INDEXES} are allowed.`);
    for (const { indexDescriptor, filterFields } of list) {
      if (filterFields.length > MAX_FILTER_FIELDS)
        throw new SchemaError(
          `Index "${tableName}.${indexDescriptor}" has ${filterFields.length} filter fields; at most ${MAX_FILTER_FIELDS} are allowed.`,
        );
    }
  }
  for (const { indexDescriptor, dimensions } of vectorIndexes) {
    if (Number.isInteger(dimensions) && dimensions >= MIN_DIMENSIONS && dimensions <= MAX_DIMENSIONS) continue;
    throw new SchemaError(
      `Index "${tableName}.${indexDescriptor}" must have between ${MIN_DIMENSIONS} and ${MAX_DIMENSIONS} dimensions, not ${dimensions}.`,
    );
  }
  const seen = new Set<string>();
  for (const { indexDescriptor } of [...indexes, ...searchIndexes, ...vectorIndexes]) {
    if (seen.has(indexDescriptor)) throw new SchemaError(`Table "${tableName}" has two indexes named "${indexDescriptor}".`);
    if (indexDescriptor.includes("~"))
      throw new SchemaError(`Index name "${indexDescriptor}" of table "${tableName}" must hold only letters, digits and underscores.`);
    seen.add(indexDescriptor);
  }
  return new Map([
    ...indexes.map(({ indexDescriptor, fields }) => [indexDescriptor, fields] as const),
    ...searchIndexes.map(
      ({ indexDescriptor, searchField, filterFields }) => [textIndexName(indexDescriptor), [searchField, ...filterFields]] as const,
    ),
    ...vectorIndexes.map(
      ({ indexDescriptor, dimensions, vectorField, filterFields }) =>
        [vectorIndexName(indexDescriptor, dimensions), [vectorField, ...filterFields]] as const,
    ),
  ]);
}
