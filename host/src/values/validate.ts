import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { floatOf, integerOf } from "./order.ts";
import { describeUnstorable, MAX_VALUE_NESTING, specialKind } from "./size.ts";

/** Validators as `exportArgs()`, `exportReturns()` and `schema.export()` of npm `convex` write them. */
export type ValidatorJson =
  | { readonly type: "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "any" }
  | { readonly type: "literal"; readonly value: Json }
  | { readonly type: "id"; readonly tableName: string }
  | { readonly type: "array"; readonly value: ValidatorJson }
  | { readonly type: "record"; readonly keys: ValidatorJson; readonly values: FieldJson }
  | { readonly type: "object"; readonly value: Readonly<Record<string, FieldJson>> }
  | { readonly type: "union"; readonly value: readonly ValidatorJson[] };

export interface FieldJson {
  readonly fieldType: ValidatorJson;
  readonly optional: boolean;
}

/** Which table an id belongs to; null when the text is no id of this deployment. */
export type TableOfId = (id: string) => string | null;

const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(["_id", "_creationTime"]);
const NO_FIELDS: ReadonlySet<string> = new Set();
const MAX_SHOWN = 16_384;

/**
 * Null when the value is one that Convex can pass and matches, else the reason in Convex's words, without a prefix such as
 * `ArgumentValidationError: `.
 */
export function checkValue(validator: ValidatorJson, value: Json, tableOfId: TableOfId): string | null {
  return describeUnstorable(value, MAX_VALUE_NESTING) ?? described(validator, value, tableOfId, NO_FIELDS);
}

/** The same for a whole document, which always has `_id` and `_creationTime` besides the fields of its validator. */
export function checkDocument(validator: ValidatorJson, document: JsonObject, tableOfId: TableOfId): string | null {
  return described(validator, document, tableOfId, DOCUMENT_FIELDS);
}

/** Nearly all values match, and what one is and where it lies is worked out for those that do not. */
function described(validator: ValidatorJson, value: Json, tableOfId: TableOfId, ignored: ReadonlySet<string>): string | null {
  return check(validator, value, null, tableOfId, ignored) === null ? null : check(validator, value, "", tableOfId, ignored);
}

/** Where a value lies in the whole; null where nobody asks. */
type Path = string | null;
const inside = (path: Path, name: string): Path => (path === null ? null : `${path}.${name}`);
/** Stands for a reason that nobody asks for. */
const UNDESCRIBED = "";

function check(validator: ValidatorJson, value: Json, path: Path, tableOfId: TableOfId, ignored: ReadonlySet<string>): string | null {
  switch (validator.type) {
    case "any":
      return null;
    case "null":
    case "number":
    case "bigint":
    case "boolean":
    case "string":
    case "bytes":
      return kindOf(value) === validator.type ? null : mismatch(validator, value, path);
    case "literal":
      return sameScalar(validator.value, value) ? null : mismatch(validator, value, path);
    case "id": {
      if (typeof value !== "string") return mismatch(validator, value, path);
      const table = tableOfId(value);
      if (table === validator.tableName) return null;
      if (table === null || path === null) return mismatch(validator, value, path);
      return `Found ID "${value}" from table \`${table}\`, which does not match the table name in validator \`${describeValidator(validator)}\`.${at(path)}`;
    }
    case "array": {
      if (!Array.isArray(value)) return mismatch(validator, value, path);
      for (let i = 0; i < value.length; i++) {
        const problem = check(validator.value, value[i] ?? null, path === null ? null : `${path}[${i}]`, tableOfId, NO_FIELDS);
        if (problem !== null) return problem;
      }
      return null;
    }
    case "record": {
      if (kindOf(value) !== "object" || !isJsonObject(value)) return mismatch(validator, value, path);
      for (const key of Object.keys(value)) {
        const problem =
          check(validator.keys, key, inside(path, key), tableOfId, NO_FIELDS) ??
          check(validator.values.fieldType, value[key] ?? null, inside(path, key), tableOfId, NO_FIELDS);
        if (problem !== null) return problem;
      }
      return null;
    }
    case "object":
      return checkObject(validator, value, path, tableOfId, ignored);
    case "union": {
      for (const member of validator.value) if (check(member, value, null, tableOfId, ignored) === null) return null;
      // With one candidate left its own complaint says more than "matches none".
      const only = validator.value.length === 1 ? validator.value[0] : undefined;
      return only === undefined ? mismatch(validator, value, path) : check(only, value, path, tableOfId, ignored);
    }
  }
}

function checkObject(
  validator: Extract<ValidatorJson, { type: "object" }>,
  value: Json,
  path: Path,
  tableOfId: TableOfId,
  ignored: ReadonlySet<string>,
): string | null {
  if (kindOf(value) !== "object" || !isJsonObject(value)) return mismatch(validator, value, path);
  const fields = validator.value;
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (inner === undefined) {
      if (field.optional) continue;
      if (path === null) return UNDESCRIBED;
      return `Object is missing the required field \`${name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.\n${at(path)}\nObject: ${describeValue(value)}\nValidator: ${describeValidator(validator)}`;
    }
    const problem = check(field.fieldType, inner, inside(path, name), tableOfId, NO_FIELDS);
    if (problem !== null) return problem;
  }
  for (const name in value) {
    if (Object.hasOwn(fields, name) || ignored.has(name)) continue;
    if (path === null) return UNDESCRIBED;
    return `Object contains extra field \`${name}\` that is not in the validator.\n${at(path)}\nObject: ${describeValue(value)}\nValidator: ${describeValidator(validator)}`;
  }
  return null;
}

function mismatch(validator: ValidatorJson, value: Json, path: Path): string {
  if (path === null) return UNDESCRIBED;
  return `Value does not match validator.${at(path)}\nValue: ${describeValue(value)}\nValidator: ${describeValidator(validator)}`;
}

function at(path: string): string {
  return path === "" ? "" : `\nPath: ${path}`;
}

type Kind = "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "array" | "object";

function kindOf(value: Json): Kind {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "string";
  if (Array.isArray(value)) return "array";
  const special = specialKind(value);
  if (special === "int64") return "bigint";
  return special === "float64" ? "number" : (special ?? "object");
}

function sameScalar(a: Json, b: Json): boolean {
  if (a === b) return true;
  const integer = integerOf(a);
  if (integer !== undefined) return integer === integerOf(b);
  const float = floatOf(a);
  return float !== undefined && Object.is(float, floatOf(b));
}

/**
 * A value as Convex prints it in messages: `1.0` is a float64, `1` an int64. Texts and bytes inside of objects and lists are left
 * out: the message goes to logs, and beside the wrong field may stand a key or a password.
 */
export function describeValue(value: Json): string {
  const text = typeof value === "object" && value !== null ? describe(value, true) : describe(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

function describe(value: Json, isInside = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => describe(item, isInside)).join(", ")}]`;
  const integer = integerOf(value);
  if (integer !== undefined) return String(integer);
  const float = floatOf(value);
  if (float !== undefined) return Number.isInteger(float) && Math.abs(float) < 1e16 ? float.toFixed(1) : String(float);
  if (!isJsonObject(value)) return isInside && typeof value === "string" ? '"…"' : JSON.stringify(value);
  if (specialKind(value) === "bytes") return isInside ? 'b"…"' : `b${JSON.stringify(value["$bytes"])}`;
  const fields = Object.keys(value).map((name) => `${fieldName(name)}: ${describe(value[name] ?? null, isInside)}`);
  return `{${fields.join(", ")}}`;
}

/** A validator as source text, such as `v.union(v.literal("a"), v.null())`. */
export function describeValidator(validator: ValidatorJson): string {
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "null":
    case "boolean":
    case "string":
    case "bytes":
    case "any":
      return `v.${validator.type}()`;
    case "literal":
      return `v.literal(${describe(validator.value)})`;
    case "id":
      return `v.id("${validator.tableName}")`;
    case "array":
      return `v.array(${describeValidator(validator.value)})`;
    case "record":
      return `v.record(${describeValidator(validator.keys)}, ${describeValidator(validator.values.fieldType)})`;
    case "union":
      return `v.union(${validator.value.map(describeValidator).join(", ")})`;
    case "object": {
      const fields = Object.entries(validator.value).map(([name, field]) => {
        const inner = describeValidator(field.fieldType);
        return `${fieldName(name)}: ${field.optional ? `v.optional(${inner})` : inner}`;
      });
      return `v.object({${fields.join(", ")}})`;
    }
  }
}

function fieldName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}
