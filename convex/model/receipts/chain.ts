import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

import { isSigned, type SignatureCheck, signText, type SigningKey } from "../signing/ed25519";
import { type Addendum, areAddendaOf } from "./pictures";
import { record } from "./records";
import { robotSignatureIn } from "./robotSignature";

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
  /** What was signed of pictures that came after it, in order; not part of its hash. */
  addenda?: Addendum[];
};

type Head = { sequence: number; hash: string };

/** A signed statement of what the last link was at a time: with it a file proves that its end is there. */
export type Checkpoint = { body: string; signature: string; keyId: string };

/** When a key signed: from its making until it was replaced (epoch ms). */
export type KeyTimes = Record<string, { createdAt: number; retiredAt: number | null }>;

export function buildCheckpoint(organizationId: string, head: Head, at: number, key: SigningKey): Checkpoint {
  const body = canonicalize({ kind: "receipts-checkpoint", format: 1, organizationId, ...head, at });
  if (body === undefined) throw new Error("a checkpoint must be JSON");
  return { body, signature: signText(key, body), keyId: key.keyId };
}

/** The head that the checkpoint vouches for; `null` when it is no genuine checkpoint, or its key was not in use at its time. */
export function readCheckpoint(
  checkpoint: Checkpoint,
  publicKeys: Record<string, string>,
  keyTimes?: KeyTimes,
): (Head & { at: number; organizationId: string }) | null {
  const publicKey = Object.hasOwn(publicKeys, checkpoint.keyId) ? publicKeys[checkpoint.keyId] : undefined;
  if (publicKey === undefined || !isSigned(checkpoint.body, checkpoint.signature, publicKey)) return null;
  const { kind, sequence, hash, at, organizationId } = record(checkpoint.body) ?? {};
  const isWhole = kind === "receipts-checkpoint" && typeof sequence === "number" && typeof hash === "string";
  if (!isWhole || typeof at !== "number" || typeof organizationId !== "string") return null;
  if (!isInUse(checkpoint.keyId, at, keyTimes)) return null;
  return { sequence, hash, at, organizationId };
}

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
  | "wrong_robot_signature"
  | "wrong_addendum"
  | "key_out_of_time"
  | "wrong_checkpoint"
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
  wrong_robot_signature: "The robot's own signature in this receipt is wrong, or signs another run or other counts.",
  wrong_addendum: "An addendum to this receipt, which lists pictures that came after it, is not genuine, or is missing.",
  key_out_of_time: "The key that signed this receipt was not in use at its time.",
  wrong_checkpoint: "The checkpoint that should prove the end of the chain is not genuine.",
  cut_off: "The end of the chain is missing from here on.",
};

/**
 * Verifies a chain, or a part of it that follows `after`, in order. `publicKeys` are base64url Ed25519 keys by key id.
 * With `head`, the last link of the whole chain, or a signed `checkpoint` of it, a missing end is noticed too. With
 * `keyTimes`, so is a signature by a key that was not in use at the receipt's time. Signatures are asked of `check`.
 */
export function verifyChain(
  links: readonly Link[],
  publicKeys: Record<string, string>,
  bounds: { after?: Head | null; head?: Head | null; checkpoint?: Checkpoint | null; keyTimes?: KeyTimes; check?: SignatureCheck } = {},
): Verification {
  let previous = bounds.after ?? null;
  for (const link of links) {
    const check = bounds.check ?? isSigned;
    const problem =
      problemOf(link, previous, publicKeys, check) ??
      timeProblemOf(link, bounds.keyTimes) ??
      (areAddendaOf(link, publicKeys, (keyId, at) => isInUse(keyId, at, bounds.keyTimes), check) ? null : "wrong_addendum");
    if (problem !== null) {
      // A gap is named by the link that should have come, not by the one that did.
      const sequence = problem === "wrong_sequence" ? (previous?.sequence ?? 0) + 1 : link.sequence;
      return { ok: false, sequence, problem, message: messages[problem] };
    }
    previous = { sequence: link.sequence, hash: link.hash };
  }
  const { checkpoint } = bounds;
  const vouched = checkpoint === undefined || checkpoint === null ? null : readCheckpoint(checkpoint, publicKeys, bounds.keyTimes);
  if (checkpoint !== undefined && checkpoint !== null && vouched === null) {
    const sequence = (previous?.sequence ?? 0) + 1;
    return { ok: false, sequence, problem: "wrong_checkpoint", message: messages.wrong_checkpoint };
  }
  const problem = endProblemOf(previous, bounds.head ?? null) ?? endProblemOf(previous, vouched);
  return problem ?? { ok: true, count: links.length, head: previous };
}

function endProblemOf(previous: Head | null, head: Head | null): Extract<Verification, { ok: false }> | null {
  if (head === null) return null;
  const last = previous?.sequence ?? 0;
  if (last < head.sequence) return { ok: false, sequence: last + 1, problem: "cut_off", message: messages.cut_off };
  if (last > head.sequence || previous?.hash === head.hash) return null;
  return { ok: false, sequence: last, problem: "wrong_hash", message: messages.wrong_hash };
}

function timeProblemOf(link: Link, keyTimes: KeyTimes | undefined): Problem | null {
  const at = record(link.body)?.timestamp;
  return typeof at !== "number" || isInUse(link.keyId, at, keyTimes) ? null : "key_out_of_time";
}

/** Whether the key signed at that time (epoch ms); also when its times are not known. */
function isInUse(keyId: string, at: number, keyTimes: KeyTimes | undefined): boolean {
  const times = keyTimes !== undefined && Object.hasOwn(keyTimes, keyId) ? keyTimes[keyId] : undefined;
  return times === undefined || (at >= times.createdAt && (times.retiredAt === null || at <= times.retiredAt));
}

function problemOf(link: Link, previous: Head | null, publicKeys: Record<string, string>, check: SignatureCheck): Problem | null {
  if (link.sequence !== (previous?.sequence ?? 0) + 1) return "wrong_sequence";
  if (link.previousHash !== (previous?.hash ?? firstPreviousHash)) return "wrong_previous_hash";
  if (bytesToHex(sha256(utf8ToBytes(link.body))) !== link.hash) return "wrong_hash";
  const parsed = record(link.body);
  if (parsed === null || canonicalize(parsed) !== link.body) return "not_canonical";
  if (parsed.sequence !== link.sequence || parsed.previousHash !== link.previousHash) return "body_disagrees";
  const publicKey = Object.hasOwn(publicKeys, link.keyId) ? publicKeys[link.keyId] : undefined;
  if (publicKey === undefined) return "unknown_key";
  if (!check(link.hash, link.signature, publicKey)) return "wrong_signature";
  return robotSignatureIn(parsed, check).kind === "wrong" ? "wrong_robot_signature" : null;
}
