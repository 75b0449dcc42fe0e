import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/*
 * Order-preserving encoding: for any two values, comparing the encodings as binary strings (one character per byte) gives
 * the order of `compareValues` in `convex/values`. No encoding is a prefix of another one followed by a value, so encoded
 * tuples are simple concatenations.
 */

const TAG_UNDEFINED = "\x01";
const TAG_NULL = "\x02";
const TAG_INT64 = "\x03";
const TAG_FLOAT64 = "\x04";
const TAG_FALSE = "\x05";
const TAG_TRUE = "\x06";
const TAG_STRING = "\x07";
const TAG_BYTES = "\x08";
const TAG_ARRAY = "\x09";
const TAG_OBJECT = "\x0b";
const END = "\x00";

/** Greater than every byte that can follow a complete value inside a key. */
export const AFTER = "\xff";

/** What `{"$commitTs": null}` compares as until the commit replaces it. */
const MAX_INT64_ENCODED = `${TAG_INT64}${"\xff".repeat(8)}`;

const scratch = Buffer.alloc(8);

/** The encoding of a value; undefined, or `{"$undefined": null}`, sorts before everything else. */
export function encodeValue(value: Json | undefined): string {
  if (value === undefined) return TAG_UNDEFINED;
  if (value === null) return TAG_NULL;
  if (typeof value === "boolean") return value ? TAG_TRUE : TAG_FALSE;
  if (typeof value === "string") return TAG_STRING + escapeZeros(utf8(value)) + END;
  if (typeof value === "number") {
    scratch.writeDoubleBE(value);
    return TAG_FLOAT64 + sortableFloat();
  }
  if (!Array.isArray(value)) return encodeObject(value);
  let encoded = TAG_ARRAY;
  for (const element of value) encoded += encodeValue(element);
  return encoded + END;
}

/** Unsigned 32-bit big-endian, as used at the start of every key. */
export function encodeU32(value: number): string {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function encodeObject(object: JsonObject): string {
  const fields = Object.keys(object);
  if (fields.length === 1) {
    if ("$undefined" in object) return TAG_UNDEFINED;
    if ("$integer" in object) return TAG_INT64 + sortableInteger(specialBytes(object["$integer"], "$integer", 8));
    if ("$float" in object) {
      specialBytes(object["$float"], "$float", 8).reverse().copy(scratch);
      return TAG_FLOAT64 + sortableFloat();
    }
    if ("$bytes" in object) {
      return TAG_BYTES + escapeZeros(specialBytes(object["$bytes"], "$bytes").toString("latin1")) + END;
    }
    if ("$commitTs" in object) return MAX_INT64_ENCODED;
  }
  let encoded = TAG_OBJECT;
  for (const field of fields.sort()) {
    const value = object[field];
    if (value !== undefined) encoded += encodeValue(field) + encodeValue(value);
  }
  return encoded + END;
}

/** IEEE bits in `scratch` (big-endian) to total order: negative numbers are inverted, positive ones get the top bit. */
function sortableFloat(): string {
  if ((scratch[0] ?? 0) & 0x80) {
    for (let i = 0; i < 8; i++) scratch[i] = ~(scratch[i] ?? 0);
  } else {
    scratch[0] = (scratch[0] ?? 0) | 0x80;
  }
  return scratch.toString("latin1", 0, 8);
}

function sortableInteger(littleEndian: Buffer): string {
  const bytes = littleEndian.reverse();
  bytes[0] = (bytes[0] ?? 0) ^ 0x80;
  return bytes.toString("latin1", 0, 8);
}

function specialBytes(text: Json | undefined, field: string, length?: number): Buffer {
  if (typeof text !== "string") throw new Error(`Malformed ${field} field.`);
  // A fresh buffer, because callers reverse it in place.
  const bytes = Buffer.from(text, "base64");
  if (length !== undefined && bytes.length !== length) {
    throw new Error(`Received ${bytes.length} bytes, expected ${length} for ${field}`);
  }
  return bytes;
}

function utf8(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is its own UTF-8
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

function escapeZeros(bytes: string): string {
  return bytes.includes("\x00") ? bytes.replaceAll("\x00", "\x00\xff") : bytes;
}

/** The value at a dotted path such as `pose.x`; undefined when any part is missing. */
export function valueAtPath(document: Json, path: string): Json | undefined {
  if (!path.includes(".")) return isJsonObject(document) && Object.hasOwn(document, path) ? document[path] : undefined;
  let current: Json | undefined = document;
  for (const part of path.split(".")) {
    if (!isJsonObject(current) || !Object.hasOwn(current, part)) return undefined;
    current = current[part];
  }
  return current;
}

/** Reads an int64 in its JSON form; undefined for anything else. */
export function integerOf(value: Json | undefined): bigint | undefined {
  if (!isJsonObject(value) || typeof value["$integer"] !== "string") return undefined;
  return Buffer.from(value["$integer"], "base64").readBigInt64LE();
}

/** The JSON form of an int64, as in `{"$integer": "AQAAAAAAAAA="}`. Wraps around outside of 64 bits. */
export function integerJson(value: bigint): JsonObject {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return { $integer: bytes.toString("base64") };
}

/** Reads a float64 in either of its JSON forms; undefined for anything else. */
export function floatOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (!isJsonObject(value) || typeof value["$float"] !== "string") return undefined;
  return Buffer.from(value["$float"], "base64").readDoubleLE();
}

/** The JSON form of a float64: a plain number unless JSON cannot carry it. */
export function floatJson(value: number): Json {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { $float: bytes.toString("base64") };
}
