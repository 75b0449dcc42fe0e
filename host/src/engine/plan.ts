import { encodeValue } from "../values/order.ts";
import type { Json } from "../values/json.ts";
import type { Catalog, TableInfo } from "./catalog.ts";
import { EngineError } from "./errors.ts";
import type { IndexBound, Key, QuerySource } from "./types.ts";

/** Where a query reads: one interval of one key space. */
export interface Plan {
  readonly table: TableInfo;
  readonly space: "docs" | "idx";
  readonly start: Key;
  readonly end: Key;
  readonly reverse: boolean;
}

/** Above every key with the same beginning: what follows a field is a tag below 0xff, what follows the last is 16 id bytes. */
const AFTER_ALL = "\xff".repeat(17);

/** Turns the source of a query into the interval it reads. Throws `EngineError` for unknown indexes and malformed ranges. */
export function planSource(catalog: Catalog, source: QuerySource): Plan {
  if (source.type === "Search") throw new EngineError("SearchNotSupported", "Full-text search is not supported by this host.");
  const reverse = source.order === "desc";
  if (source.type === "FullTableScan") {
    const table = catalog.table(source.tableName);
    const prefix = table.indexes.get("by_creation_time")?.prefix ?? "";
    return { table, space: "idx", start: prefix, end: prefix + AFTER_ALL, reverse };
  }
  const dot = source.indexName.indexOf(".");
  const table = catalog.table(source.indexName.slice(0, dot));
  const name = source.indexName.slice(dot + 1);
  if (name === "by_id") {
    const encode = (value: Json) => idBound(catalog, table, value);
    return { table, space: "docs", ...interval(source.indexName, table.prefix, ["_id"], source.range, encode), reverse };
  }
  const index = table.indexes.get(name);
  if (index === undefined) throw new EngineError("IndexNotFound", `Index ${source.indexName} not found.`);
  const fields = [...index.fields, "_creationTime"];
  return { table, space: "idx", ...interval(source.indexName, index.prefix, fields, source.range, encodeValue), reverse };
}

function interval(
  indexName: string,
  prefix: Key,
  fields: readonly string[],
  range: readonly IndexBound[],
  encode: (value: Json) => Key,
): { start: Key; end: Key } {
  let equal = prefix;
  let position = 0;
  let lower: Key | undefined;
  let upper: Key | undefined;
  for (const { type, fieldPath, value } of range) {
    const isNext = fields[position] === fieldPath;
    if (!isNext || (type === "Eq" && (lower ?? upper) !== undefined)) {
      throw new EngineError(
        "InvalidIndexRange",
        `Invalid index range for ${indexName}: fields must be used in the order of the index (${fields.join(", ")}), equalities first, then at most one lower and one upper bound on the next field; ${type.toLowerCase()}("${fieldPath}", ...) is out of place.`,
      );
    }
    const encoded = encode(value);
    switch (type) {
      case "Eq":
        equal += encoded;
        position++;
        break;
      case "Gt":
      case "Gte":
        if (lower !== undefined) throw twoBounds(indexName, "lower", fieldPath);
        lower = equal + encoded + (type === "Gt" ? AFTER_ALL : "");
        break;
      case "Lt":
      case "Lte":
        if (upper !== undefined) throw twoBounds(indexName, "upper", fieldPath);
        upper = equal + encoded + (type === "Lte" ? AFTER_ALL : "");
        break;
    }
  }
  return { start: lower ?? equal, end: upper ?? equal + AFTER_ALL };
}

function twoBounds(indexName: string, which: string, fieldPath: string): EngineError {
  return new EngineError("InvalidIndexRange", `Invalid index range for ${indexName}: there is already a ${which} bound on "${fieldPath}".`);
}

/** Ids of one table sort as their bytes do. */
function idBound(catalog: Catalog, table: TableInfo, value: Json): Key {
  const located = typeof value === "string" ? catalog.locate(value) : null;
  if (located?.table === table) return located.key.slice(table.prefix.length);
  throw new EngineError("InvalidId", `Invalid index range for ${table.name}.by_id: ${JSON.stringify(value)} is not an ID of that table.`);
}
