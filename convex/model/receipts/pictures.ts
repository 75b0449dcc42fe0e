import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

import { type SignatureCheck, signText, type SigningKey } from "../signing/ed25519";
import { isRecord, record } from "./records";

// Pure, and part of every verifier: which pictures a receipt vouches for. Those that came before the close stand in its own text; each
// that came after it has an addendum, signed when it arrived, which follows from the receipt or from the addendum before it.

/** What is signed of a picture: what it says it shows, and the SHA-256 of its bytes (hex). Epoch ms and bytes. */
export type RecordedPicture = {
  camera: string;
  moment: string;
  /** When it was taken by the server's clock, and by the robot's. */
  at: number;
  takenAt: number;
  type: string;
  size: number;
  sha256: string;
};

/** `body` is canonical JSON (RFC 8785), `signature` the server's Ed25519 signature of its bytes, base64url. */
export type Addendum = { body: string; signature: string; keyId: string };

type OfReceipt = { organizationId: string; sessionId: string; receiptSequence: number };
type Receipt = { sequence: number; hash: string; body: string; addenda?: readonly Addendum[] };

const kind = "receipt-pictures";

/** SHA-256 of a picture's bytes, hex. Not by Web Crypto, which a page that did not come over TLS does not have. */
export const hashOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

const hashOfText = (text: string): string => hashOf(utf8ToBytes(text));

/** `before`: the addendum that this one follows, null for the receipt's first. */
export function buildAddendum(
  of: OfReceipt & { receiptHash: string },
  { number, before, pictures, at }: { number: number; before: Addendum | null; pictures: readonly RecordedPicture[]; at: number },
  key: SigningKey,
): Addendum {
  const { receiptHash, ...receipt } = of;
  const previousHash = before === null ? receiptHash : hashOfText(before.body);
  const body = canonicalize({ kind, format: 1, ...receipt, number, previousHash, timestamp: at, pictures });
  if (body === undefined) throw new Error("an addendum must be JSON");
  return { body, signature: signText(key, body), keyId: key.keyId };
}

/** Whether each is genuine, of this receipt, and follows from the one before it, so that none is missing between them. */
export function areAddendaOf(
  { sequence, hash, body, addenda = [] }: Receipt,
  publicKeys: Record<string, string>,
  isInUse: (keyId: string, at: number) => boolean,
  check: SignatureCheck,
): boolean {
  const { organizationId, sessionId } = record(body) ?? {};
  let previousHash = hash;
  for (const [index, addendum] of addenda.entries()) {
    const publicKey = Object.hasOwn(publicKeys, addendum.keyId) ? publicKeys[addendum.keyId] : undefined;
    if (publicKey === undefined || !check(addendum.body, addendum.signature, publicKey)) return false;
    const said = record(addendum.body);
    if (said === null || canonicalize(said) !== addendum.body) return false;
    const wanted = { kind, format: 1, organizationId, sessionId, receiptSequence: sequence, number: index + 1, previousHash };
    if (Object.entries(wanted).some(([name, value]) => said[name] !== value)) return false;
    if (typeof said.timestamp !== "number" || !isInUse(addendum.keyId, said.timestamp)) return false;
    previousHash = hashOfText(addendum.body);
  }
  return true;
}

/** Every picture that a receipt and its addenda name, in their order; null of a receipt from before they did. That they are genuine is found elsewhere. */
export function recordedIn({ body, addenda = [] }: Pick<Receipt, "body" | "addenda">): RecordedPicture[] | null {
  const texts = [body, ...addenda.map((addendum) => addendum.body)];
  const lists = texts.map((text) => record(text)?.pictures).filter((list) => Array.isArray(list));
  return lists.length === 0 ? null : lists.flat().filter(isRecorded);
}

function isRecorded(value: unknown): value is RecordedPicture {
  return (
    isRecord(value) &&
    ["camera", "moment", "type", "sha256"].every((name) => typeof value[name] === "string") &&
    ["at", "takenAt", "size"].every((name) => typeof value[name] === "number")
  );
}

/**
 * `recorded`: the bytes, and what is said of them, are those that were signed. `changed`: other bytes than were signed for this camera and
 * moment. `relabelled`: signed bytes, but of another camera, moment or time. `unlisted`: nothing that was signed speaks of it.
 */
export type Standing = "recorded" | "changed" | "relabelled" | "unlisted";

/** `shown.sha256` is of the bytes at hand, not what anybody says of them. */
export function standingOf(
  recorded: readonly RecordedPicture[],
  shown: Pick<RecordedPicture, "camera" | "moment" | "at" | "sha256">,
): Standing {
  const named = recorded.filter(({ camera, moment, at }) => camera === shown.camera && moment === shown.moment && at === shown.at);
  if (named.some((each) => each.sha256 === shown.sha256)) return "recorded";
  if (recorded.some((each) => each.sha256 === shown.sha256)) return "relabelled";
  return named.length > 0 ? "changed" : "unlisted";
}
