import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import type { Checkpoint, KeyTimes, Link } from "./chain";
import { isRecord, record } from "./records";

// Pure: the lines of an exported file. What they prove, `export.ts` finds.

export const exportKind = "reflex-receipts";

export type Head = { sequence: number; hash: string };

/** The first line of a file: all that is needed to verify the rest without asking anybody. */
export type ExportManifest = {
  kind: typeof exportKind;
  format: 1;
  /** Epoch ms, by the clock of whoever exported. */
  exportedAt: number;
  /** What the rows were filtered by, as the receipts page has it in its address; empty is everything. */
  filter: Record<string, string>;
  count: number;
  /** The last link of the whole chain when the file was written. */
  head: Head | null;
  /** Base64url Ed25519 keys by key id. */
  publicKeys: Record<string, string>;
  /** When each key signed; without it no signature is out of its time. */
  keyTimes?: KeyTimes;
  /** The server's signed word on `head`, so that nobody can cut the end off and name another head. */
  checkpoint?: Checkpoint | null;
  /** SHA-256 of every line after this one, line ends included, hex. */
  contentHash: string;
};

/** What a first line says beside what is counted. */
export type Draft = Omit<ExportManifest, "kind" | "format" | "count" | "contentHash">;

/** JSONL: the manifest, then one link a line in order of sequence. */
export function exportReceipts(draft: Draft, links: readonly Link[]): string {
  const hash = new ContentHash();
  const lines = links.map(lineOf);
  for (const line of lines) hash.add(line);
  return [manifestLine(draft, links.length, hash.digest()), ...lines].map((line) => `${line}\n`).join("");
}

/** The line of a receipt in JSONL, without its end: what is signed of it, and its addenda, left out where there are none. */
export const lineOf = ({ addenda, ...link }: Link): string =>
  addenda === undefined || addenda.length === 0
    ? signedLine(link)
    : JSON.stringify({ ...signedOf(link), addenda: addenda.map(({ body, signature, keyId }) => ({ body, signature, keyId })) });

/** The six signed fields of a receipt as a line, without its end. Whatever else the caller's rows hold is not signed, so it does not belong into a file of proof. */
export const signedLine = (link: Link): string => JSON.stringify(signedOf(link));

const signedOf = ({ sequence, previousHash, body, hash, signature, keyId }: Link) => ({
  ...{ sequence, previousHash, body, hash, signature, keyId },
});

/** The first line, without its end: as long for any `contentHash`, so that it can be written anew over one that stood for it. */
export const manifestLine = (draft: Draft, count: number, contentHash: string): string =>
  JSON.stringify({ kind: exportKind, format: 1, ...draft, count, contentHash } satisfies ExportManifest);

/** SHA-256 of lines with their ends, one after the other. */
export class ContentHash {
  readonly #hash = sha256.create();

  add(line: string): void {
    this.#hash.update(utf8ToBytes(`${line}\n`));
  }

  /** Hex; once, at the end. */
  digest(): string {
    return bytesToHex(this.#hash.digest());
  }
}

/** The first line of a file; null for any other line. */
export function manifestIn(line: string): ExportManifest | null {
  const value = record(line);
  if (value === null || value.kind !== exportKind || value.format !== 1) return null;
  const { exportedAt, filter, count, head, publicKeys, contentHash } = value;
  const isSound =
    typeof exportedAt === "number" &&
    isTexts(filter) &&
    Number.isInteger(count) &&
    isTexts(publicKeys) &&
    typeof contentHash === "string" &&
    (head === null || isHead(head)) &&
    isCheckpoint(value.checkpoint) &&
    isTimes(value.keyTimes);
  return isSound ? (value as ExportManifest) : null; // every field was looked at above
}

const linkTexts = ["previousHash", "body", "hash", "signature", "keyId"];

/** A receipt as it is signed; null for any other line. */
export function linkIn(line: string): Link | null {
  const value = record(line);
  if (value === null || !Number.isInteger(value.sequence) || linkTexts.some((name) => typeof value[name] !== "string")) return null;
  if (value.addenda !== undefined && !(Array.isArray(value.addenda) && value.addenda.every(isSignedText))) return null;
  return value as Link; // every field was looked at above
}

const isHead = (value: unknown): boolean => isRecord(value) && Number.isInteger(value.sequence) && typeof value.hash === "string";
const isTexts = (value: unknown): boolean => isRecord(value) && Object.values(value).every((each) => typeof each === "string");
const isSignedText = (value: unknown): boolean =>
  isRecord(value) && ["body", "signature", "keyId"].every((name) => typeof value[name] === "string");
const isCheckpoint = (value: unknown): boolean => value === undefined || value === null || isSignedText(value);
const isTimes = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) &&
    Object.values(value).every(
      (each) => isRecord(each) && typeof each.createdAt === "number" && (each.retiredAt === null || typeof each.retiredAt === "number"),
    ));
