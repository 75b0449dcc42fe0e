import { HostError } from "../calls/failure.ts";
import type { ComponentPath } from "./functions.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

/*
 * A component is a library with functions and tables of its own, mounted in the app by `app.use(…)`, under a path such as
 * `limiter` or `aggregate/worker`. The app itself is the component with the empty path. Functions of a component are known to
 * the host as `path;module:export`, its tables as `table@path`, so that nothing below this file needs to know of components.
 */

/** The host's name of a function: `module:export`, with `component;` before it outside of the app. */
export function qualify(component: ComponentPath, path: string): string {
  return component === "" ? path : `${component};${path}`;
}

/** Takes a function's name apart into its component and its path there. */
export function splitPath(qualified: string): { readonly component: ComponentPath; readonly path: string } {
  const end = qualified.indexOf(";");
  return end < 0 ? { component: "", path: qualified } : { component: qualified.slice(0, end), path: qualified.slice(end + 1) };
}

/**
 * The store's name of a component's table.
 *
 * @throws HostError for a name that would reach into another component
 */
export function storedTable(component: ComponentPath, table: string): string {
  if (table.includes("@")) throw new HostError("InvalidTableName", `Invalid table name "${table}"`);
  return component === "" ? table : `${table}@${component}`;
}

/** Takes a stored table's name apart. */
/** Whether it is one of stored files, of the app or of a component. */
export const isStorageTable = (stored: string): boolean => splitTable(stored).name === "_storage";

export function splitTable(stored: string): { readonly component: ComponentPath; readonly name: string } {
  const at = stored.indexOf("@");
  return at < 0 ? { component: "", name: stored } : { component: stored.slice(at + 1), name: stored.slice(0, at) };
}

/** The name that a component knows a stored table by; null when it is the table of another component. */
export function ownTable(component: ComponentPath, stored: string | null): string | null {
  if (stored === null) return null;
  const split = splitTable(stored);
  return split.component === component ? split.name : null;
}

/** Puts the store's table names into a query that a component made. */
export function storedQuery(component: ComponentPath, query: Json | undefined): Json {
  const source = isJsonObject(query) ? query["source"] : undefined;
  if (!isJsonObject(query) || !isJsonObject(source)) throw new HostError("BadArguments", "A query must have a source");
  const { tableName, indexName } = source;
  if (typeof tableName === "string") return { ...query, source: { ...source, tableName: storedTable(component, tableName) } };
  if (typeof indexName !== "string") return query;
  const dot = indexName.indexOf(".");
  return { ...query, source: { ...source, indexName: `${storedTable(component, indexName.slice(0, dot))}${indexName.slice(dot)}` } };
}

/** Joins the schemas of the app and its components, as `schema.export()` wrote them, into one. Null when nobody has one. */
export function joinSchemas(schemas: ReadonlyMap<ComponentPath, string>): string | null {
  const tables: Json[] = [];
  for (const [component, text] of schemas) {
    const schema: JsonObject = JSON.parse(text);
    for (const table of Array.isArray(schema["tables"]) ? schema["tables"] : []) {
      if (!isJsonObject(table) || typeof table["tableName"] !== "string") continue;
      const documentType = schema["schemaValidation"] === true ? renameTables(component, table["documentType"] ?? null) : null;
      tables.push({ ...table, tableName: storedTable(component, table["tableName"]), documentType });
    }
  }
  return schemas.size === 0 ? null : JSON.stringify({ tables, schemaValidation: true });
}

/** Puts the store's table names into a validator. */
function renameTables(component: ComponentPath, validator: Json): Json {
  if (component === "") return validator;
  if (Array.isArray(validator)) return validator.map((one) => renameTables(component, one));
  if (!isJsonObject(validator)) return validator;
  if (validator["type"] === "id" && typeof validator["tableName"] === "string")
    return { ...validator, tableName: storedTable(component, validator["tableName"]) };
  return Object.fromEntries(Object.entries(validator).map(([name, inner]) => [name, renameTables(component, inner ?? null)]));
}
