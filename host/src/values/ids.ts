import { randomFillSync } from "node:crypto";

/*
 * Document ids: base32 (Crockford's alphabet in lower case) of
 *   varint(table number) | 16 bytes | fletcher16 of all before, little-endian
 * so that ids look and behave as they do on Convex, and stay valid strings after moving there.
 */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) DIGITS[ALPHABET.charCodeAt(i)] = i;

const INTERNAL_LENGTH = 16;
const MIN_LENGTH = 31;
const MAX_LENGTH = 37;

export interface DecodedId {
  readonly tableNumber: number;
  /** 16 bytes as a binary string. */
  readonly internal: string;
}

// An id is made for every document that is written, hence no lists and no texts in between.
const decoded = Buffer.alloc(32);
const encoded = Buffer.alloc(MAX_LENGTH + 1);
const SIGNS = Buffer.from(ALPHABET, "latin1");

/** The id of a document. `internal` is a binary string of 16 bytes. */
export function encodeId(tableNumber: number, internal: string): string {
  let length = 0;
  let rest = tableNumber;
  while (rest >= 0x80) {
    decoded[length++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  decoded[length++] = rest;
  for (let i = 0; i < INTERNAL_LENGTH; i++) decoded[length++] = internal.charCodeAt(i);
  const checksum = fletcher16(decoded, length);
  decoded[length++] = checksum & 255;
  decoded[length++] = checksum >>> 8;
  return encodeBase32(decoded, length);
}

/** The parts of an id, or null when the text is no id. Accepts exactly what `encodeId` produces. */
export function decodeId(id: string): DecodedId | null {
  if (id.length < MIN_LENGTH || id.length > MAX_LENGTH) return null;
  const bytes = decodeBase32(id);
  if (bytes === null) return null;
  let tableNumber = 0;
  let position = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++];
    if (byte === undefined || shift > 28) return null;
    tableNumber += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      // A longer spelling of the same number would make two ids of one document.
      if (byte === 0 && shift > 0) return null;
      break;
    }
  }
  if (tableNumber === 0 || tableNumber > 0xffff_ffff || bytes.length !== position + INTERNAL_LENGTH + 2) return null;
  const end = position + INTERNAL_LENGTH;
  if (fletcher16(bytes, end) !== ((bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8))) return null;
  return { tableNumber, internal: String.fromCharCode(...bytes.slice(position, end)) };
}

const pool = Buffer.alloc(10 * 256);
let poolPosition = pool.length;

/** A new internal id: 6 bytes of milliseconds, so that inserts stay close together on disk, then 80 random bits. */
export function generateInternalId(nowMs: number): string {
  if (poolPosition === pool.length) {
    randomFillSync(pool);
    poolPosition = 0;
  }
  const random = pool.toString("latin1", poolPosition, poolPosition + 10);
  poolPosition += 10;
  const ms = Math.floor(nowMs);
  const high = Math.floor(ms / 2 ** 32);
  return String.fromCharCode((high >>> 8) & 255, high & 255, (ms >>> 24) & 255, (ms >>> 16) & 255, (ms >>> 8) & 255, ms & 255) + random;
}

/** Both sums modulo 256, not 255: this is how the ids of Convex are checked. */
function fletcher16(bytes: ArrayLike<number>, length: number): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < length; i++) {
    low = (low + (bytes[i] ?? 0)) & 255;
    high = (high + low) & 255;
  }
  return (high << 8) | low;
}

function encodeBase32(bytes: ArrayLike<number>, length: number): string {
  let signs = 0;
  let buffer = 0;
  let bits = 0;
  for (let i = 0; i < length; i++) {
    buffer = (buffer << 8) | (bytes[i] ?? 0);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      encoded[signs++] = SIGNS[(buffer >>> bits) & 31] ?? 0;
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) encoded[signs++] = SIGNS[(buffer << (5 - bits)) & 31] ?? 0;
  return encoded.toString("latin1", 0, signs);
}

function decodeBase32(text: string): number[] | null {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGITS[text.charCodeAt(i)] ?? -1;
    if (digit < 0) return null;
    buffer = (buffer << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >>> bits) & 255);
      buffer &= (1 << bits) - 1;
    }
  }
  // Left-over bits must be the padding that the encoder wrote.
  return bits < 5 && buffer === 0 ? bytes : null;
}
