import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import { readCheckpoint, verifyChain, type Checkpoint, type KeyTimes, type Link, type Problem } from "./chain";
import { type Contradicted, cutOffBefore, foreignCheckpoint, notesOnPublished, type Published, rewrittenBefore } from "./published";

// Pure, like the chain itself: the dashboard writes these files, and the browser, the command line and verify.html read them.

export const exportKind = "reflex-receipts";

type Head = { sequence: number; hash: string };

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

export type ExportProblem = Problem | "other_organization" | "no_manifest" | "not_a_link" | "wrong_count" | "wrong_content" | "foreign_key";

export type ExportVerification =
  | {
      ok: true;
      count: number;
      /** Whether the file holds every receipt from the first to `head`. */
      isWhole: boolean;
      head: Head | null;
      publicKeys: Record<string, string>;
      manifest: ExportManifest | null;
      /** What each checkpoint came to that the caller has from elsewhere, in the caller's order; the file contradicts none of them. */
      published: Published[];
      /** Whether no receipt is missing between the first of the chain and the file's last. */
      isGapless: boolean;
      /** What this file cannot prove, in sentences. */
      notes: string[];
    }
  /** The first thing wrong: `line` from 1, `sequence` of the receipt there (null when it is not about one), `sound` receipts before it, `published` when it is one of those checkpoints that says so. */
  | { ok: false; line: number; sequence: number | null; problem: ExportProblem; message: string; sound: number; published?: Contradicted };

type Draft = Omit<ExportManifest, "kind" | "format" | "count" | "contentHash">;

/** JSONL: the manifest, then one link a line in order of sequence. */
export function exportReceipts(draft: Draft, links: readonly Link[]): string {
  const content = links.map((link) => `${JSON.stringify(onlyLink(link))}\n`).join("");
  const manifest: ExportManifest = { kind: exportKind, format: 1, ...draft, count: links.length, contentHash: hashOf(content) };
  return `${JSON.stringify(manifest)}\n${content}`;
}

// Whatever else the caller's rows hold is not signed, so it does not belong into a file of proof.
const onlyLink = ({ sequence, previousHash, body, hash, signature, keyId }: Link): Link => ({ sequence, previousHash, body, hash, signature, keyId });

const hashOf = (content: string) => bytesToHex(sha256(utf8ToBytes(content)));

/**
 * `publicKeys`: the keys the caller trusts, all of them, and when they signed; the file's own are then not believed. `published`:
 * checkpoints that the caller has from elsewhere, which the file must bear out.
 */
type Options = { publicKeys?: Record<string, string>; keyTimes?: KeyTimes; published?: readonly Checkpoint[] };

/** Verifies a whole file at once; names the first thing wrong. Never throws. */
export function verifyExport(text: string | readonly string[], options: Options = {}): ExportVerification {
  const steps = verifyExportInSteps(text, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, one receipt a step (about a millisecond each), so that a page stays responsive; takes the text or its lines, yields how many are checked of how many. */
export function* verifyExportInSteps(text: string | readonly string[], { publicKeys: trusted, keyTimes: knownTimes, published = [] }: Options = {}): Generator<{ checked: number; total: number }, ExportVerification> {
  // Only the last line end may be missing or doubled by an editor; CRLF is what a mail program makes of it.
  const lines = typeof text === "string" ? text.replaceAll("\r\n", "\n").split("\n") : text;
  const manifest = manifestIn(lines[0] ?? "");
  if (manifest === null && trusted === undefined) {
    return broken(1, null, "no_manifest", 0);
  }
  // With known keys only those count: a file must not vouch for a signer of its own.
  const publicKeys = trusted ?? manifest?.publicKeys ?? {};
  const keyTimes = knownTimes ?? manifest?.keyTimes;
  const vouched = manifest?.checkpoint ? readCheckpoint(manifest.checkpoint, publicKeys, keyTimes) : null;
  if (manifest?.checkpoint && vouched === null) return { ...broken(1, null, "wrong_checkpoint", 0), message: "The checkpoint that should prove the end of the chain is not genuine." };
  const shown: NonNullable<Vouched>[] = [];
  for (const [index, checkpoint] of published.entries()) {
    const read = readCheckpoint(checkpoint, publicKeys, keyTimes);
    const isOurs = read !== null && [vouched, ...shown].every((other) => other === null || other.organizationId === read.organizationId);
    if (!isOurs) return { ...broken(1, null, "wrong_checkpoint", 0), message: foreignCheckpoint, published: { index, at: null, sequence: null } };
    shown.push(read);
  }
  const words = vouched === null ? shown : [vouched, ...shown];
  const start = manifest === null ? 0 : 1;
  const end = lines.findLastIndex((line) => line.trim() !== "") + 1;
  const isUnfiltered = manifest !== null && Object.keys(manifest.filter).length === 0;
  let previous: Head | null = null;
  let count = 0;
  let isGapless = true;
  const held = new Set<number>();
  let signedByRobot = 0;
  let organization: unknown = words[0]?.organizationId;
  for (let at = start; at < end; at += 1) {
    const link = linkIn(lines[at] ?? "");
    if (link === null) return broken(at + 1, null, "not_a_link", count);
    const follows = previous === null ? link.sequence === 1 : link.sequence === previous.sequence + 1;
    if (previous !== null && link.sequence <= previous.sequence) return broken(at + 1, link.sequence, "wrong_sequence", count);
    // Without a filter every receipt must be there; the missing one is named, not the one that came instead.
    if (!follows && isUnfiltered) return broken(at + 1, (previous?.sequence ?? 0) + 1, "wrong_sequence", count);
    if (!follows) isGapless = false;
    const key = link.keyId;
    if (trusted !== undefined && Object.hasOwn(trusted, key) && manifest !== null && manifest.publicKeys[key] !== trusted[key]) {
      return broken(at + 1, link.sequence, "foreign_key", count);
    }
    // Across a gap only the link itself can be checked: what it follows is not in the file.
    const before: Head | null = follows ? previous : { sequence: link.sequence - 1, hash: link.previousHash };
    const result = verifyChain([link], publicKeys, { after: before, ...(keyTimes === undefined ? {} : { keyTimes }) });
    if (!result.ok) return { ...broken(at + 1, result.sequence, result.problem, count), message: result.message };
    // One server signs for every organization with one key, so a genuine receipt may still be somebody else's.
    const receipt = record(link.body) ?? {};
    const { organizationId } = receipt;
    organization ??= organizationId;
    if (organizationId !== organization) return broken(at + 1, link.sequence, "other_organization", count);
    const other = words.find(({ sequence, hash }) => link.sequence === sequence && link.hash !== hash);
    if (other !== undefined) {
      const index = shown.indexOf(other);
      const found = broken(at + 1, link.sequence, "wrong_hash", count);
      return index === -1 ? found : { ...found, message: rewrittenBefore(other), published: { index, at: other.at, sequence: other.sequence } };
    }
    for (const [index, { sequence }] of shown.entries()) if (sequence === link.sequence) held.add(index);
    previous = { sequence: link.sequence, hash: link.hash };
    count += 1;
    // That it is genuine has been found above; here it is only counted.
    if (isRecord(receipt.robotSignature)) signedByRobot += 1;
    yield { checked: count, total: end - start };
  }
  if (manifest !== null) {
    const { head } = manifest;
    const last: number = previous?.sequence ?? 0;
    const later = shown.filter(({ sequence }) => sequence > last).sort((a, b) => a.sequence - b.sequence)[0];
    if (isUnfiltered && later !== undefined) {
      const { at, sequence } = later;
      return { ...broken(end + 1, last + 1, "cut_off", count), message: cutOffBefore(later), published: { index: shown.indexOf(later), at, sequence } };
    }
    if (isUnfiltered && last < Math.max(head?.sequence ?? 0, vouched?.sequence ?? 0)) return broken(end + 1, last + 1, "cut_off", count);
    if (head !== null && previous !== null && last === head.sequence && previous.hash !== head.hash) return broken(end, last, "wrong_hash", count);
    if (head !== null && last > head.sequence) return broken(end, head.sequence + 1, "wrong_sequence", count);
    if (count !== manifest.count) return broken(end, null, "wrong_count", count);
    if (hashOf(lines.slice(1, end).map((line) => `${line}\n`).join("")) !== manifest.contentHash) return broken(1, null, "wrong_content", count);
  }
  const head = manifest?.head ?? null;
  const isWhole = isGapless && head !== null && previous?.sequence === head.sequence;
  const found = shown.map(({ at, sequence }, index) => ({ at, sequence, isHeld: held.has(index) }));
  const notes = notesOn(manifest, { isWhole, isGapless, isTrusted: trusted !== undefined, vouched, published: found, count, signedByRobot });
  return { ok: true, count, isWhole, head, publicKeys, manifest, published: found, isGapless, notes };
}

const messages: Partial<Record<ExportProblem, string>> = {
  no_manifest: "This is not a receipts export: its first line does not say which keys to verify with.",
  not_a_link: "This line is not a signed receipt.",
  wrong_count: "The file does not hold as many receipts as its first line says.",
  wrong_content: "Lines were taken out, added or reordered after the export, or the first line was changed.",
  wrong_sequence: "A receipt is missing, doubled or out of order here.",
  cut_off: "The end of the chain is missing from here on.",
  wrong_hash: "The last receipt is not the one that the first line names.",
  other_organization: "This receipt is genuine, but of another organization.",
  foreign_key: "The file brings a key of the same name as a known one, but a different key. It was signed by somebody else.",
};

function broken(line: number, sequence: number | null, problem: ExportProblem, sound: number) {
  return { ok: false as const, line, sequence, problem, message: messages[problem] ?? problem, sound };
}

type Findings = { isWhole: boolean; isGapless: boolean; isTrusted: boolean; vouched: Vouched; published: readonly Published[]; count: number; signedByRobot: number };
type Vouched = ReturnType<typeof readCheckpoint>;

function notesOn(manifest: ExportManifest | null, { isWhole, isGapless, isTrusted, vouched, published, count, signedByRobot }: Findings): string[] {
  const notes: string[] = [];
  if (manifest === null) notes.push("The file has no first line of its own, so it was verified with the keys known here.");
  else if (!isWhole) notes.push("Every receipt in the file is genuine. That the filter left none out, only the whole chain can prove.");
  if (vouched !== null) notes.push(`The server signed on ${new Date(vouched.at).toISOString()} that the chain then ended at #${vouched.sequence}.`);
  else if (isWhole && published.length === 0) notes.push("No signed checkpoint proves where the chain ended, so receipts after the last one may have been left out.");
  notes.push(...notesOnPublished(published, isGapless));
  if (signedByRobot > 0) notes.push(`In ${signedByRobot} of ${count} the robot's own machine signed what it counted, with a key that the server does not have.`);
  else if (count > 0) notes.push("None is signed by the robot itself: what it did is the server's word.");
  if (!isTrusted) notes.push("The keys come from the file itself: compare them with those the organization publishes.");
  return notes;
}

function manifestIn(line: string): ExportManifest | null {
  const value = record(line);
  if (value === null || value.kind !== exportKind || value.format !== 1) return null;
  const { exportedAt, filter, count, head, publicKeys, contentHash } = value;
  const isSound =
    typeof exportedAt === "number" && isTexts(filter) && Number.isInteger(count) && isTexts(publicKeys) && typeof contentHash === "string" && (head === null || isHead(head)) && isCheckpoint(value.checkpoint) && isTimes(value.keyTimes);
  return isSound ? (value as ExportManifest) : null; // every field was looked at above
}

const linkTexts = ["previousHash", "body", "hash", "signature", "keyId"];

function linkIn(line: string): Link | null {
  const value = record(line);
  if (value === null || !Number.isInteger(value.sequence) || linkTexts.some((name) => typeof value[name] !== "string")) return null;
  return value as Link; // every field was looked at above
}

const isHead = (value: unknown): boolean => isRecord(value) && Number.isInteger(value.sequence) && typeof value.hash === "string";
const isTexts = (value: unknown): boolean => isRecord(value) && Object.values(value).every((each) => typeof each === "string");
const isCheckpoint = (value: unknown): boolean =>
  value === undefined || value === null || (isRecord(value) && ["body", "signature", "keyId"].every((name) => typeof value[name] === "string"));
const isTimes = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) && Object.values(value).every((each) => isRecord(each) && typeof each.createdAt === "number" && (each.retiredAt === null || typeof each.retiredAt === "number")));
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function record(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
