import type { ValidatorJSON } from "convex/values";

import { fieldText } from "./fields";
import { membersOf } from "./wire";

/**
 * A value that `value` lets through, made of the examples in `fields.ts`. Optional fields are left out unless `shown` names them.
 * Throws where a text or a number has no example.
 */
export function exampleOf(value: ValidatorJSON, path: readonly string[], shown: readonly string[] = []): unknown {
  const example = value.type === "literal" ? undefined : fieldText(path)?.[1];
  if (example !== undefined) return example;
  switch (value.type) {
    case "null":
      return null;
    case "boolean":
      return true;
    case "literal":
      return value.value;
    case "id":
      return idOf(value.tableName);
    case "array":
      return [exampleOf(value.value, path, shown)];
    case "union": {
      const [first = value] = membersOf(value);
      return exampleOf(first, path, shown);
    }
    case "object": {
      const wanted = Object.entries(value.value).filter(([name, { optional }]) => !optional || shown.includes(name));
      return Object.fromEntries(wanted.map(([name, { fieldType }]) => [name, exampleOf(fieldType, [...path, name], shown)]));
    }
    default:
      throw new Error(`${path.join(".")} has no example in convex/openapi/fields/`);
  }
}

/** Looks like an id of that table, and always the same. */
function idOf(table: string): string {
  const letters = table.toLowerCase().replaceAll(/[^a-z]/g, "");
  return `${letters}7d3m9v0q2x5b8n1c4f6h7jk9p0r2t4w6`.slice(0, 32);
}
