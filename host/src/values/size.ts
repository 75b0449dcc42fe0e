import { isJsonObject, type Json } from "./json.ts";

export const MAX_VALUE_BYTES = 1024 * 1024;
export const MAX_ARRAY_LENGTH = 8192;
export const MAX_OBJECT_FIELDS = 1024;
export const MAX_FIELD_NAME_LENGTH = 1024;
/** How deep arrays and objects may nest in a document, and in arguments and results. */
export const MAX_DOCUMENT_NESTING = 16;
export const MAX_VALUE_NESTING = 64;

/** Size in bytes by the same rules as `getConvexSize` of `convex/values`. */
export function sizeOf(value: Json): number {
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "number") return 9;
  if (typeof value === "string") return 2 + Buffer.byteLength(value);
  let size = 2;
  if (Array.isArray(value)) {
    for (const element of value) size += sizeOf(element);
    return size;
  }
  const special = specialKind(value);
  if (special === "int64" || special === "float64") return 9;
  if (special === "bytes") return 2 + base64Length(value["$bytes"]);
  for (const field in value) {
    const inner = value[field];
    if (inner !== undefined) size += Buffer.byteLength(field) + 1 + sizeOf(inner);
  }
  return size;
}

function base64Length(text: Json | undefined): number {
  return typeof text === "string" ? Buffer.byteLength(text, "base64") : 0;
}

/** Which value a one-field `$` object stands for; null for an ordinary object. */
export function specialKind(object: { [field: string]: Json }): "int64" | "float64" | "bytes" | null {
  // This runs for every object of every document, so it avoids allocating the list of keys.
  for (const field in object) {
    if (field.charCodeAt(0) !== 36) return null;
    if (field === "$integer" || field === "$commitTs") return "int64";
    if (field === "$float") return "float64";
    if (field === "$bytes") return "bytes";
    return null;
  }
  return null;
}

/**
 * Why a value cannot be stored or passed, or null when it can: nesting, array and object sizes, field names, malformed
 * special values. The size in bytes is not looked at; see `describeTooLarge`.
 */
export function describeUnstorable(value: Json, maxNesting: number): string | null {
  return check(value, 0, maxNesting);
}

/** Why a value of this many bytes is refused, or null. */
export function describeTooLarge(bytes: number): string | null {
  return bytes > MAX_VALUE_BYTES ? `Value is too large (${mebibytes(bytes)} > maximum size 1 MiB)` : null;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}

function check(value: Json, depth: number, maxNesting: number): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (isJsonObject(value) && specialKind(value) !== null) return describeMalformed(value);
  if (depth >= maxNesting) return `Value is too nested (nested ${depth + 1} levels deep > maximum nesting ${maxNesting})`;
  if (Array.isArray(value)) {
    if (value.length > MAX_ARRAY_LENGTH) {
      return `Array length is too long (${value.length} > maximum length ${MAX_ARRAY_LENGTH})`;
    }
    for (const element of value) {
      const problem = check(element, depth + 1, maxNesting);
      if (problem !== null) return problem;
    }
    return null;
  }
  let fields = 0;
  for (const field in value) {
    const problem = describeFieldName(field) ?? check(value[field] ?? null, depth + 1, maxNesting);
    if (problem !== null) return problem;
    fields++;
  }
  return fields > MAX_OBJECT_FIELDS ? `Object has too many fields (${fields} > maximum number ${MAX_OBJECT_FIELDS})` : null;
}

function describeMalformed(value: { [field: string]: Json }): string | null {
  const fields = Object.keys(value);
  const field = fields[0] ?? "";
  const content = value[field];
  if (fields.length !== 1) return `Field name ${field} starts with a '$', which is reserved.`;
  if (field === "$commitTs") return content === null ? null : "Malformed $commitTs field";
  if (typeof content !== "string") return `Malformed ${field} field`;
  if (field !== "$bytes" && Buffer.byteLength(content, "base64") !== 8) return `Malformed ${field} field: expected 8 bytes`;
  return null;
}

/** Names that were looked at and are good: schemas have few. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 4096;

function describeFieldName(field: string): string | null {
  if (goodNames.has(field)) return null;
  const problem = describeBadName(field);
  if (problem === null && goodNames.size < MAX_GOOD_NAMES) goodNames.add(field);
  return problem;
}

function describeBadName(field: string): string | null {
  if (field.startsWith("$")) return `Field name ${field} starts with a '$', which is reserved.`;
  if (field === "") return "Field name cannot be empty.";
  if (field.length > MAX_FIELD_NAME_LENGTH) {
    return `Field name ${field} exceeds maximum field name length ${MAX_FIELD_NAME_LENGTH}.`;
  }
  if (!/^[\x20-\x7e]*$/.test(field)) {
    return `Field name ${field} has invalid characters: Field names can only contain non-control ASCII characters`;
  }
  return null;
}
