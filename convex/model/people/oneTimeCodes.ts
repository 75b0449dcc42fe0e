import { Secret, TOTP } from "otpauth/slim";

import { sha256Hex } from "../secrets";

/** How long a code is shown by an authenticator, s; what every app takes for granted (RFC 6238). */
const period = 30;
/** Steps that a clock may be off by, to either side. */
const slack = 1;
const recoveryCodeCount = 10;

/** 160 bits, as RFC 4226 recommends, in base32. */
export const newKey = (): string => new Secret({ size: 20 }).base32;

const totpOf = (key: string, account = "") =>
  new TOTP({ issuer: "Reflex Console", label: account, secret: key, algorithm: "SHA1", digits: 6, period });

/** The address that an authenticator reads from a QR code. */
export const keyAddress = (key: string, account: string): string => totpOf(key, account).toString();

/** Which 30-second step since 1970 the six digits are of, within one step of `now` (epoch ms); `null` when of none. */
export function stepOf(key: string, digits: string, now: number): number | null {
  const totp = totpOf(key);
  const delta = totp.validate({ token: digits, timestamp: now, window: slack });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** What somebody typed, without the gaps: six digits of an authenticator, the hash of a recovery code, or neither. */
export function readCode(typed: string): { kind: "digits"; digits: string } | { kind: "recovery"; hash: string } | null {
  const text = typed.slice(0, 100).replaceAll(/[\s-]/g, "").toUpperCase();
  if (/^\d{6}$/.test(text)) return { kind: "digits", digits: text };
  return /^[A-Z2-7]{16}$/.test(text) ? { kind: "recovery", hash: sha256Hex(text) } : null;
}

/** Ten codes of 80 bits, in groups of four for the eye, with the hashes to keep. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const plain = Array.from({ length: recoveryCodeCount }, () => new Secret({ size: 10 }).base32);
  return { codes: plain.map((code) => code.replaceAll(/(.{4})(?=.)/g, "$1-")), hashes: plain.map(sha256Hex) };
}
