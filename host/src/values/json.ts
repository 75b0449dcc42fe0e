/**
 * A Convex value in its JSON form, as the `convex` package sends it: int64 is `{"$integer": base64}`, bytes are
 * `{"$bytes": base64}`, NaN, infinities and -0 are `{"$float": base64}`. Everything below the runtime works on this form.
 */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export type JsonObject = { [field: string]: Json };

/** True for a plain object, including the special one-field forms such as `{"$integer": ...}`. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text as it is; "" for anything else. */
export function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
