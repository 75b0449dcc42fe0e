import type { Link } from "../../convex/model/receipts/chain.ts";
import { linkIn } from "../../convex/model/receipts/exportFile.ts";
import { record } from "../../convex/model/receipts/records.ts";
import { robotSignatureOf } from "../../convex/model/receipts/robotSignature.ts";
import { fromBase64Url, isSigned, type SignatureCheck } from "../../convex/model/signing/ed25519.ts";

// The platform's Ed25519 is some twenty times as fast as ours and works beside the thread that asks, but only ahead of time. It decides
// nothing alone: what it finds genuine by RFC 8032 ours does too, and what it does not find genuine, or cannot say, ours judges.

type Signature = { text: string; signature: string; publicKey: string };

/** What of Web Crypto is asked; `null` where there is none (a page that did not come over TLS). */
export type Platform = Pick<SubtleCrypto, "importKey" | "verify"> | null;

const platformHere = (): Platform => (globalThis.crypto as Crypto | undefined)?.subtle ?? null;
/** More keys than the robots of a large fleet. */
const MOST_KEYS = 10_000;

export class SignaturesAhead {
  readonly #platform: Platform;
  #keys = new Map<string, Promise<CryptoKey | null>>();
  #genuine = new Set<string>();

  constructor(platform: Platform = platformHere()) {
    this.#platform = platform;
  }

  /** For the verifier: as `isSigned`, at once for what was looked at last. */
  readonly check: SignatureCheck = (text, signature, publicKey) =>
    this.#genuine.has(nameOf({ text, signature, publicKey })) || isSigned(text, signature, publicKey);

  /** Looks at the signatures of these receipts, the server's and the robots', and forgets those of before. Never throws. */
  async look(links: readonly Link[], publicKeys: Record<string, string>): Promise<void> {
    this.#genuine = new Set();
    if (this.#platform === null) return;
    if (this.#keys.size > MOST_KEYS) this.#keys = new Map();
    const wanted = links.flatMap((link) => signaturesOf(link, publicKeys));
    const found = await Promise.all(wanted.map(async (each) => ((await this.#isGenuine(each)) ? [nameOf(each)] : [])));
    this.#genuine = new Set(found.flat());
  }

  async #isGenuine({ text, signature, publicKey }: Signature): Promise<boolean> {
    const key = await this.#keyOf(publicKey);
    if (key === null || this.#platform === null) return false;
    try {
      return await this.#platform.verify("Ed25519", key, buffer(fromBase64Url(signature)), buffer(new TextEncoder().encode(text)));
    } catch {
      return false;
    }
  }

  /** Null for what is no key, and where Ed25519 is not known. */
  #keyOf(publicKey: string): Promise<CryptoKey | null> {
    const known = this.#keys.get(publicKey);
    if (known !== undefined) return known;
    const made = this.#import(publicKey).catch(() => null);
    this.#keys.set(publicKey, made);
    return made;
  }

  async #import(publicKey: string): Promise<CryptoKey | null> {
    return this.#platform === null
      ? null
      : await this.#platform.importKey("raw", buffer(fromBase64Url(publicKey)), "Ed25519", false, ["verify"]);
  }
}

/** The receipts among these lines; whatever else they are, the verifier says. */
export const linksAmong = (lines: readonly string[]): Link[] => lines.flatMap((line) => linkIn(line) ?? []);

/** No two have one name, whatever a stranger put into a file. */
const nameOf = ({ text, signature, publicKey }: Signature) => JSON.stringify([publicKey, signature, text]);

function signaturesOf({ body, hash, signature, keyId, addenda = [] }: Link, publicKeys: Record<string, string>): Signature[] {
  const ofServer = [{ text: hash, signature, keyId }, ...addenda.map((each) => ({ ...each, text: each.body }))];
  const robot = robotSignatureOf(record(body) ?? {});
  return [
    ...ofServer.flatMap((each) => {
      const publicKey = Object.hasOwn(publicKeys, each.keyId) ? publicKeys[each.keyId] : undefined;
      return publicKey === undefined ? [] : [{ text: each.text, signature: each.signature, publicKey }];
    }),
    ...(robot === null ? [] : [{ text: robot.body, signature: robot.signature, publicKey: robot.publicKey }]),
  ];
}

/** Ours are never of shared memory, which Web Crypto refuses. */
const buffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;
