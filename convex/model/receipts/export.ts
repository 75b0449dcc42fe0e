import { readCheckpoint, verifyChain, type Checkpoint, type KeyTimes, type Link } from "./chain";
import { ContentHash, type ExportManifest, type Head, linkIn, manifestIn } from "./exportFile";
import { type FoundPicture, type GivenPicture, PicturesAsked } from "./exportPictures";
import { type ExportProblem, messages, notesOn, type Vouched } from "./exportWords";
import { type Contradicted, cutOffBefore, foreignCheckpoint, type Published, rewrittenBefore } from "./published";
import { isRecord, record } from "./records";
import type { SignatureCheck } from "../signing/ed25519";

export type { ExportProblem };

// Pure, like the chain itself: what an exported file proves. The browser, the command line and verify.html find it by this.

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
      /** What each picture came to whose file the caller gave beside it. */
      pictures: FoundPicture[];
      /** Whether no receipt is missing between the first of the chain and the file's last. */
      isGapless: boolean;
      /** What this file cannot prove, in sentences. */
      notes: string[];
    }
  /** The first thing wrong: `line` from 1, `sequence` of the receipt there (null when it is not about one), `sound` receipts before it, `published` when it is one of those checkpoints that says so. */
  | { ok: false; line: number; sequence: number | null; problem: ExportProblem; message: string; sound: number; published?: Contradicted };

/**
 * `publicKeys`: the keys the caller trusts, all of them, and when they signed; the file's own are then not believed. `published`:
 * checkpoints that the caller has from elsewhere, which the file must bear out. `check`: how signatures of receipts and
 * robots are found genuine, if not as `isSigned` does. `pictures`: files of pictures that the receipts may list.
 */
type Options = {
  publicKeys?: Record<string, string>;
  keyTimes?: KeyTimes;
  published?: readonly Checkpoint[];
  pictures?: readonly GivenPicture[];
  check?: SignatureCheck;
};

type Broken = Extract<ExportVerification, { ok: false }>;

/** Verifies a file line by line, so that it may be longer than what memory holds: names the first thing wrong. Never throws. */
export class ExportVerifier {
  readonly #trusted: Options["publicKeys"];
  readonly #knownTimes: KeyTimes | undefined;
  readonly #published: readonly Checkpoint[];
  readonly #check: SignatureCheck | undefined;
  #publicKeys: Record<string, string> = {};
  #keyTimes: KeyTimes | undefined;
  #manifest: ExportManifest | null = null;
  #vouched: Vouched = null;
  readonly #shown: NonNullable<Vouched>[] = [];
  readonly #held = new Set<number>();
  readonly #pictures: PicturesAsked;
  readonly #content = new ContentHash();
  #failed: Broken | null = null;
  /** Lines so far; those of them at the end that are empty may be missing or doubled by an editor. */
  #lines = 0;
  #empty = 0;
  #previous: Head | null = null;
  #count = 0;
  #isGapless = true;
  #signedByRobot = 0;
  #organization: unknown;

  constructor({ publicKeys, keyTimes, published = [], pictures = [], check }: Options = {}) {
    this.#trusted = publicKeys;
    this.#knownTimes = keyTimes;
    this.#published = published;
    this.#pictures = new PicturesAsked(pictures);
    this.#check = check;
  }

  /** How many receipts were found sound so far. */
  get checked(): number {
    return this.#count;
  }

  /** Takes the next line, without its end; what is wrong there, and nothing after it counts, or null. */
  take(line: string): Broken | null {
    this.#failed ??= this.#take(line);
    return this.#failed;
  }

  /** The verdict, after the last line. */
  end(): ExportVerification {
    if (this.#lines === 0) this.take("");
    this.#failed ??= this.#manifest === null ? null : this.#atEnd(this.#manifest);
    if (this.#failed !== null) return this.#failed;
    const [manifest, published, count, isGapless] = [
      this.#manifest,
      this.#shown.map(({ at, sequence }, index) => ({ at, sequence, isHeld: this.#held.has(index) })),
      this.#count,
      this.#isGapless,
    ];
    const head = manifest?.head ?? null;
    const isWhole = isGapless && head !== null && this.#previous?.sequence === head.sequence;
    const notes = notesOn(manifest, {
      isWhole,
      isGapless,
      isTrusted: this.#trusted !== undefined,
      vouched: this.#vouched,
      published,
      count,
      signedByRobot: this.#signedByRobot,
    });
    const pictures = this.#pictures.end();
    return { ok: true, count, isWhole, head, publicKeys: this.#publicKeys, manifest, published, pictures, isGapless, notes };
  }

  #take(line: string): Broken | null {
    this.#lines += 1;
    if (this.#lines === 1) {
      const failed = this.#begin(line);
      if (failed !== null || this.#manifest !== null) return failed;
    }
    if (line.trim() === "") {
      this.#empty += 1;
      return null;
    }
    if (this.#empty > 0) return this.#broken(this.#lines - this.#empty, null, "not_a_link");
    this.#content.add(line);
    return this.#takeLink(linkIn(line));
  }

  /** By the first line: what the others are verified with. */
  #begin(line: string): Broken | null {
    this.#manifest = manifestIn(line);
    const manifest = this.#manifest;
    if (manifest === null && this.#trusted === undefined) return this.#broken(1, null, "no_manifest");
    // With known keys only those count: a file must not vouch for a signer of its own.
    this.#publicKeys = this.#trusted ?? manifest?.publicKeys ?? {};
    this.#keyTimes = this.#knownTimes ?? manifest?.keyTimes;
    this.#vouched = manifest?.checkpoint ? readCheckpoint(manifest.checkpoint, this.#publicKeys, this.#keyTimes) : null;
    if (manifest?.checkpoint && this.#vouched === null)
      return {
        ...this.#broken(1, null, "wrong_checkpoint"),
        message: "The checkpoint that should prove the end of the chain is not genuine.",
      };
    for (const [index, checkpoint] of this.#published.entries()) {
      const read = readCheckpoint(checkpoint, this.#publicKeys, this.#keyTimes);
      const isOurs = read !== null && this.#words().every((other) => other.organizationId === read.organizationId);
      if (!isOurs)
        return { ...this.#broken(1, null, "wrong_checkpoint"), message: foreignCheckpoint, published: { index, at: null, sequence: null } };
      this.#shown.push(read);
    }
    this.#organization = this.#words()[0]?.organizationId;
    return null;
  }

  /** Every signed word on where the chain ended, the file's own first. */
  #words(): NonNullable<Vouched>[] {
    return this.#vouched === null ? this.#shown : [this.#vouched, ...this.#shown];
  }

  #takeLink(link: Link | null): Broken | null {
    const previous = this.#previous;
    if (link === null) return this.#broken(this.#lines, null, "not_a_link");
    const here = (problem: ExportProblem) => this.#broken(this.#lines, link.sequence, problem);
    const follows = previous === null ? link.sequence === 1 : link.sequence === previous.sequence + 1;
    if (previous !== null && link.sequence <= previous.sequence) return here("wrong_sequence");
    // Without a filter every receipt must be there; the missing one is named, not the one that came instead.
    if (!follows && this.#isUnfiltered()) return this.#broken(this.#lines, (previous?.sequence ?? 0) + 1, "wrong_sequence");
    if (!follows) this.#isGapless = false;
    const key = link.keyId;
    if (
      this.#trusted !== undefined &&
      Object.hasOwn(this.#trusted, key) &&
      this.#manifest !== null &&
      this.#manifest.publicKeys[key] !== this.#trusted[key]
    )
      return here("foreign_key");
    // Across a gap only the link itself can be checked: what it follows is not in the file.
    const before: Head | null = follows ? previous : { sequence: link.sequence - 1, hash: link.previousHash };
    const result = verifyChain([link], this.#publicKeys, {
      after: before,
      ...(this.#keyTimes === undefined ? {} : { keyTimes: this.#keyTimes }),
      ...(this.#check === undefined ? {} : { check: this.#check }),
    });
    if (!result.ok) return { ...this.#broken(this.#lines, result.sequence, result.problem), message: result.message };
    // One server signs for every organization with one key, so a genuine receipt may still be somebody else's.
    const receipt = record(link.body) ?? {};
    const { organizationId } = receipt;
    this.#organization ??= organizationId;
    if (organizationId !== this.#organization) return here("other_organization");
    const other = this.#words().find(({ sequence, hash }) => link.sequence === sequence && link.hash !== hash);
    if (other !== undefined) {
      const index = this.#shown.indexOf(other);
      return index === -1
        ? here("wrong_hash")
        : { ...here("wrong_hash"), message: rewrittenBefore(other), published: { index, at: other.at, sequence: other.sequence } };
    }
    for (const [index, { sequence }] of this.#shown.entries()) if (sequence === link.sequence) this.#held.add(index);
    this.#previous = { sequence: link.sequence, hash: link.hash };
    this.#count += 1;
    this.#pictures.take(link);
    // That it is genuine has been found above; here it is only counted.
    if (isRecord(receipt.robotSignature)) this.#signedByRobot += 1;
    return null;
  }

  #isUnfiltered(): boolean {
    return this.#manifest !== null && Object.keys(this.#manifest.filter).length === 0;
  }

  /** Whether the file ends where its first line and the checkpoints say. */
  #atEnd(manifest: ExportManifest): Broken | null {
    const { head } = manifest;
    const previous = this.#previous;
    const end = this.#lines - this.#empty;
    const last = previous?.sequence ?? 0;
    const later = this.#shown.filter(({ sequence }) => sequence > last).sort((a, b) => a.sequence - b.sequence)[0];
    if (this.#isUnfiltered() && later !== undefined) {
      const { at, sequence } = later;
      return {
        ...this.#broken(end + 1, last + 1, "cut_off"),
        message: cutOffBefore(later),
        published: { index: this.#shown.indexOf(later), at, sequence },
      };
    }
    if (this.#isUnfiltered() && last < Math.max(head?.sequence ?? 0, this.#vouched?.sequence ?? 0))
      return this.#broken(end + 1, last + 1, "cut_off");
    if (head !== null && previous !== null && last === head.sequence && previous.hash !== head.hash)
      return this.#broken(end, last, "wrong_hash");
    if (head !== null && last > head.sequence) return this.#broken(end, head.sequence + 1, "wrong_sequence");
    if (this.#count !== manifest.count) return this.#broken(end, null, "wrong_count");
    if (this.#content.digest() !== manifest.contentHash) return this.#broken(1, null, "wrong_content");
    return null;
  }

  #broken(line: number, sequence: number | null, problem: ExportProblem): Broken {
    return { ok: false, line, sequence, problem, message: messages[problem] ?? problem, sound: this.#count };
  }
}

/** Verifies a whole file at once; names the first thing wrong. Never throws. */
export function verifyExport(text: string | readonly string[], options: Options = {}): ExportVerification {
  const verifier = new ExportVerifier(options);
  // CRLF is what a mail program makes of a line end.
  for (const line of typeof text === "string" ? text.replaceAll("\r\n", "\n").split("\n") : text) if (verifier.take(line) !== null) break;
  return verifier.end();
}
