import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

// Signatures as the Standard Webhooks specification has them, so that receivers check them with its libraries.

const prefix = "whsec_";
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** A new 256-bit secret, as receivers' libraries take it. */
export const newSecret = (): string => prefix + toBase64(crypto.getRandomValues(new Uint8Array(32)));

/** The headers that prove to the receiver who sent `body`, and when; `now` in epoch ms. One signature of each secret: whoever knows one is content. */
export function signedHeaders(secrets: readonly string[], messageId: string, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signed = utf8ToBytes(`${messageId}.${timestamp}.${body}`);
  const signatures = secrets.map((secret) => `v1,${toBase64(hmac(sha256, fromBase64(secret.slice(prefix.length)), signed))}`);
  return { "webhook-id": messageId, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
