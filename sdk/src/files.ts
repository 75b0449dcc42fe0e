import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { ReflexError } from "./errors.ts";

/** A JSON or YAML file that holds one object. Throws `invalid_spec`, naming the file, when it does not. */
export async function readObjectFile(path: string): Promise<Record<string, unknown>> {
  let content: unknown;
  try {
    const text = await readFile(path, "utf8");
    content = path.endsWith(".json") ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new ReflexError("invalid_spec", `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, undefined, {
      cause: error,
    });
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new ReflexError("invalid_spec", `${path} must hold one object.`);
  }
  return Object.fromEntries(Object.entries(content));
}

/** The first non-empty string under one of `names`; `invalid_spec` when the value is there but no string. */
export function textField(path: string, spec: Record<string, unknown>, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = spec[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string" || value === "") throw new ReflexError("invalid_spec", `${path}: "${name}" must be a non-empty text.`);
    return value;
  }
  return undefined;
}

/** A spec or schema as it travels: JSON text where a field name (`$schema`, say) is none that Convex lets an argument have. */
export function asArgument(document: Record<string, unknown>): Record<string, unknown> | string {
  return hasPlainNames(document) ? document : JSON.stringify(document);
}

function hasPlainNames(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(hasPlainNames);
  return Object.entries(value).every(([name, field]) => /^[ -#%-^`-~][ -~]*$/.test(name) && hasPlainNames(field));
}
