import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

// Pure: no database, no server. Keys are hex (private) and base64url (public).

// A table of an eighth of the usual size: it is made for the first signature of every new process or isolate, which most never repeat often.
ed25519.Point.BASE.precompute(4);

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64url without padding. Own code, because `Buffer` is no part of the runtime and `btoa` needs binary strings. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(group >> shift) & 63] ?? "");
    text += digits.slice(0, Math.min(3, bytes.length - at) + 1).join("");
  }
  return text;
}

/** Throws for what `toBase64Url` never writes: another letter, half a byte, or bits that belong to no byte. */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of text) {
    const value = alphabet.indexOf(digit);
    if (value === -1) throw new Error("not base64url");
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 255;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  // A text of its own for the same bytes would be a change that nobody names.
  if (bits >= 6 || held !== 0) throw new Error("not base64url");
  return bytes;
}

export type SigningKey = { keyId: string; publicKey: string; privateKey: string };

/** Base64url Ed25519 signature of the UTF-8 bytes of `text`. */
export function signText(key: SigningKey, text: string): string {
  return toBase64Url(ed25519.sign(utf8ToBytes(text), hexToBytes(key.privateKey)));
}

/** Answers as `isSigned`; what verifies many signatures takes one, so that its caller may bring a faster one. */
export type SignatureCheck = (text: string, signature: string, publicKey: string) => boolean;

/** Whether `signature` (base64url) of the UTF-8 bytes of `text` is of `publicKey`; `false` for what is no signature or key at all. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  try {
    return ed25519.verify(fromBase64Url(signature), utf8ToBytes(text), fromBase64Url(publicKey));
  } catch {
    return false;
  }
}

/** A JWT (RFC 7519) signed with EdDSA (RFC 8037): a worker verifies it offline with the public key. */
export function signJwt(key: SigningKey, claims: Record<string, unknown>): string {
  const encode = (part: unknown) => toBase64Url(utf8ToBytes(JSON.stringify(part)));
  const head = encode({ alg: "EdDSA", typ: "JWT", kid: key.keyId });
  const signed = `${head}.${encode(claims)}`;
  return `${signed}.${signText(key, signed)}`;
}

export function createSigningKey(purpose: string): SigningKey {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const publicKey = toBase64Url(ed25519.getPublicKey(secret));
  const keyId = `${purpose}-${bytesToHex(crypto.getRandomValues(new Uint8Array(6)))}`;
  return { keyId, publicKey, privateKey: bytesToHex(secret) };
}
