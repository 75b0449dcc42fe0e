import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

import { fromBase64Url, signText, type SigningKey } from "./ed25519";

// Pure, and used by the browser and the command line too: a chain that only its own server can verify proves nothing.

export const firstPreviousHash = "0".repeat(64);

export type Link = {
  sequence: number;
  previousHash: string;
  /** RFC 8785 canonical JSON. */
  body: string;
  /** SHA-256 of `body`, hex. */
  hash: string;
  /** Base64url Ed25519 signature of the text of `hash`. */
  signature: string;
  keyId: string;
};

type Head = { sequence: number; hash: string };

export function buildLink(content: Record<string, unknown>, previous: Head | null, key: SigningKey): Link {
  const sequence = (previous?.sequence ?? 0) + 1;
  const previousHash = previous?.hash ?? firstPreviousHash;
  const body = canonicalize({ ...content, sequence, previousHash });
  if (body === undefined) throw new Error("a receipt must be JSON");
  const hash = bytesToHex(sha256(utf8ToBytes(body)));
  return { sequence, previousHash, body, hash, signature: signText(key, hash), keyId: key.keyId };
}

export type Problem =
  | "wrong_sequence"
  | "wrong_previous_hash"
  | "not_canonical"
  | "body_disagrees"
  | "wrong_hash"
  | "unknown_key"
  | "wrong_signature"
  | "cut_off";

export type Verification =
  | { ok: true; count: number; head: Head | null }
  /** `sequence` is the first broken link. */
  | { ok: false; sequence: number; problem: Problem; message: string };

const messages: Record<Problem, string> = {
  wrong_sequence: "A receipt is missing, doubled or out of order here.",
  wrong_previous_hash: "This receipt does not follow from the one before it.",
  not_canonical: "The text of this receipt is not canonical JSON.",
  body_disagrees: "The text of this receipt disagrees with its sequence or previous hash.",
  wrong_hash: "The text of this receipt was changed.",
  unknown_key: "The key that signed this receipt is not known.",
  wrong_signature: "The signature of this receipt is wrong.",
  cut_off: "The end of the chain is missing from here on.",
};

/**
 * Verifies a chain, or a part of it that follows `after`, in order. `publicKeys` are base64url Ed25519 keys by key id.
 * With `head`, the last link of the whole chain, a missing end is noticed too.
 */
export function verifyChain(
  links: readonly Link[],
  publicKeys: Record<string, string>,
  bounds: { after?: Head | null; head?: Head | null } = {},
): Verification {
  let previous = bounds.after ?? null;
  for (const link of links) {
    const problem = problemOf(link, previous, publicKeys);
    if (problem !== null) {
      // A gap is named by the link that should have come, not by the one that did.
      const sequence = problem === "wrong_sequence" ? (previous?.sequence ?? 0) + 1 : link.sequence;
      return { ok: false, sequence, problem, message: messages[problem] };
    }
    previous = { sequence: link.sequence, hash: link.hash };
  }
  const { head } = bounds;
  if (head !== undefined && head !== null) {
    const last = previous?.sequence ?? 0;
    if (last < head.sequence) {
      return { ok: false, sequence: last + 1, problem: "cut_off", message: messages.cut_off };
    }
    if (last === head.sequence && previous?.hash !== head.hash) {
      return { ok: false, sequence: last, problem: "wrong_hash", message: messages.wrong_hash };
    }
  }
  return { ok: true, count: links.length, head: previous };
}

function problemOf(link: Link, previous: Head | null, publicKeys: Record<string, string>): Problem | null {
  if (link.sequence !== (previous?.sequence ?? 0) + 1) return "wrong_sequence";
  if (link.previousHash !== (previous?.hash ?? firstPreviousHash)) return "wrong_previous_hash";
  if (bytesToHex(sha256(utf8ToBytes(link.body))) !== link.hash) return "wrong_hash";
  const parsed = parse(link.body);
  if (parsed === null || canonicalize(parsed) !== link.body) return "not_canonical";
  if (parsed.sequence !== link.sequence || parsed.previousHash !== link.previousHash) return "body_disagrees";
  const publicKey = Object.hasOwn(publicKeys, link.keyId) ? publicKeys[link.keyId] : undefined;
  if (publicKey === undefined) return "unknown_key";
  return isSignedBy(link, publicKey) ? null : "wrong_signature";
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isSignedBy(link: Link, publicKey: string): boolean {
  try {
    return ed25519.verify(fromBase64Url(link.signature), utf8ToBytes(link.hash), fromBase64Url(publicKey));
  } catch {
    // A signature or key that is no such thing at all.
    return false;
  }
}
