import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

export type SecretKind = "rfx" | "rbt" | "pair" | "inv" | "setup" | "dev" | "ask" | "wall";

/** Public part shown in lists and logs; the rest of the secret is never stored. */
export function prefixOf(secret: string): string {
  const start = secret.indexOf("_") + 1;
  return secret.slice(0, start + 8);
}

export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** No secret is longer, characters. */
const longestSecret = 128;

/** The hash under which a secret is kept. A text too long to be one is hashed no further than shows that: its hash is nobody's. */
export const hashOfSecret = (text: string): string => sha256Hex(text.slice(0, longestSecret));

/** A 256-bit secret after an 8-digit public prefix of its own, so a prefix gives away nothing of it. */
export function createSecret(kind: SecretKind): { secret: string; prefix: string; hash: string } {
  const lookup = bytesToHex(crypto.getRandomValues(new Uint8Array(4)));
  const random = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
  const secret = `${kind}_${lookup}${random}`;
  return { secret, prefix: prefixOf(secret), hash: sha256Hex(secret) };
}

/** 256 bits, hex, of which nothing is readable. */
export const randomState = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
