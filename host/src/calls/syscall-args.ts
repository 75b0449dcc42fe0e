import { qualify, splitPath } from "../functions/components.ts";
import { HostError } from "./failure.ts";
import { type ComponentPath, canonicalPath } from "../functions/functions.ts";
import { isJsonObject, type Json, type JsonObject } from "../values/json.ts";

// Reads what the convex package writes as arguments of its syscalls.

/** The arguments of a syscall, from the text that the convex package made. */
export function parseArgs(text: string): JsonObject {
  const value: Json = JSON.parse(text);
  return objectOf(value);
}

/** An object; an empty one for nothing. Throws for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new HostError("BadArguments", "Arguments must be an object");
  return value;
}

/** The argument with this name, which must be a text. */
export function textOf(args: JsonObject, name: string): string {
  const value = args[name];
  if (typeof value !== "string") throw new HostError("BadArguments", `\`${name}\` must be a string`);
  return value;
}

/** The argument with this name; undefined when it is no text. */
export const optionalText = (args: JsonObject, name: string) => (typeof args[name] === "string" ? args[name] : undefined);

/** The JSON form of an int64: base64 of eight bytes, lowest first. */
export function int64(value: bigint): JsonObject {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return { $integer: bytes.toString("base64") };
}

/** Reads the JSON of `{name}`, `{reference}` or `{functionHandle}` as the host's name of a function. */
export function functionPathOf(component: ComponentPath, args: JsonObject): string {
  const { name, functionHandle, reference } = args;
  if (typeof name === "string") return qualify(component, canonicalPath(name));
  const [, handleComponent, handlePath] =
    /^function:\/\/([^;]*);(.+)$/.exec(typeof functionHandle === "string" ? functionHandle : "") ?? [];
  if (handleComponent !== undefined && handlePath !== undefined) return qualify(handleComponent, canonicalPath(handlePath));
  const [, child, modulePath, exportName] =
    /^_reference\/childComponent\/([^/]+)\/(.+)\/([^/]+)$/.exec(typeof reference === "string" ? reference : "") ?? [];
  if (child === undefined || modulePath === undefined || exportName === undefined)
    throw new HostError("UnknownFunction", `Not a function of this deployment: ${JSON.stringify(reference ?? functionHandle ?? null)}`);
  return qualify(component === "" ? child : `${component}/${child}`, `${modulePath}:${exportName}`);
}

/** Text that stands for a function wherever it is passed to. */
export function handleOf(qualified: string): string {
  const { component, path } = splitPath(qualified);
  return `function://${component};${path}`;
}
