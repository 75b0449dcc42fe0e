import type { ValidatorJSON } from "convex/values";

/** A JSON Schema of draft 2020-12, as far as this document uses it. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  description?: string;
  examples?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  [keyword: string]: unknown;
};

/** Says what one field means; its name stands before it, innermost last, as in `["heartbeatRobot", "ack", "version"]`. */
export type Describe = (path: readonly string[], value: ValidatorJSON) => JsonSchema;

export type SchemaOptions = {
  /** Keywords to add to a field's schema. */
  describe: Describe;
  /** The `$ref` of a validator that has a schema of its own elsewhere, or null. */
  reference: (value: ValidatorJSON) => string | null;
  /** Whether an object there has no fields but those named; what is answered may have more one day. */
  isClosed: (path: readonly string[]) => boolean;
};

/** The JSON Schema of what a Convex validator lets through as plain JSON. Throws on a validator with no JSON form of its own. */
export function schemaOf(value: ValidatorJSON, options: SchemaOptions, path: readonly string[] = []): JsonSchema {
  const referred = options.reference(value);
  return referred === null ? bodyOf(value, options, path) : { $ref: referred };
}

/** The same, written out although it may have a name. */
export function bodyOf(value: ValidatorJSON, options: SchemaOptions, path: readonly string[] = []): JsonSchema {
  switch (value.type) {
    case "any":
      return {};
    case "null":
    case "boolean":
    case "string":
    case "number":
      return { type: value.type };
    case "id":
      return { type: "string" };
    case "literal":
      // Some generators lose `const: false`, and with it what tells a refusal from an answer.
      return typeof value.value === "boolean" ? { type: "boolean", enum: [value.value] } : { const: value.value };
    case "array":
      return { type: "array", items: schemaOf(value.value, options, path) };
    case "record":
      return { type: "object", additionalProperties: schemaOf(value.values.fieldType, options, path) };
    case "object":
      return objectOf(value.value, options, path);
    case "union":
      return unionOf(value.value, options, path);
    case "bigint":
    case "bytes":
    case "commitTs":
      throw new Error(`${path.join(".")}: ${value.type} has no plain JSON form`);
    default:
      return value satisfies never;
  }
}

type Fields = Extract<ValidatorJSON, { type: "object" }>["value"];

function objectOf(fields: Fields, options: SchemaOptions, path: readonly string[]): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, { fieldType, optional }] of Object.entries(fields)) {
    const inner = [...path, name];
    const schema = schemaOf(fieldType, options, inner);
    properties[name] = { ...schema, ...options.describe(inner, fieldType) };
    if (!optional) required.push(name);
  }
  const needs = required.length === 0 ? {} : { required };
  return { type: "object", properties, ...needs, ...(options.isClosed(path) ? { additionalProperties: false } : {}) };
}

/** Words to choose from become an `enum`; whatever may be null says so in its `type` where it has one. */
function unionOf(given: readonly ValidatorJSON[], options: SchemaOptions, path: readonly string[]): JsonSchema {
  const members = flat(given);
  const rest = members.filter(({ type }) => type !== "null");
  const mayBeNull = rest.length < members.length;
  if (rest.length === 0) return { type: "null" };
  const literals = rest.flatMap((member) => (member.type === "literal" ? [member.value] : []));
  if (literals.length === rest.length && literals.every((literal) => typeof literal === "string")) {
    return mayBeNull ? { type: ["string", "null"], enum: [...literals, null] } : { type: "string", enum: literals };
  }
  const schemas = rest.map((member) => schemaOf(member, options, path));
  if (!mayBeNull) return { anyOf: schemas };
  const [only] = schemas;
  if (schemas.length === 1 && typeof only?.type === "string") return { ...only, type: [only.type, "null"] };
  return { anyOf: [...schemas, { type: "null" }] };
}

/** `v.union(v.union(a, b), c)` is a choice of three. */
const flat = (members: readonly ValidatorJSON[]): ValidatorJSON[] =>
  members.flatMap((member) => (member.type === "union" ? flat(member.value) : [member]));
