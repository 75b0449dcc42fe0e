import { scryptSync } from "node:crypto";

const known = new Map();

/**
 * What the functions ask of `@noble/hashes`, which is JavaScript and most of what the tests of the sign-ins would wait for: the same key for the
 * same question, by Node's scrypt, and a question that was asked before is not worked out again.
 * @param {string} password
 * @param {string} salt
 * @param {{ N: number, r: number, p: number, dkLen?: number }} options
 * @returns {Promise<Uint8Array>} dkLen bytes, 32 unless said
 */
export function scryptAsync(password, salt, { N, r, p, dkLen = 32 }) {
  const question = JSON.stringify([password, salt, N, r, p, dkLen]);
  const key = known.get(question) ?? scryptSync(password, salt, dkLen, { N, r, p, maxmem: 256 * N * r });
  known.set(question, key);
  return Promise.resolve(Uint8Array.from(key));
}
