/** `buildLink` of convex/model/receipts/chain.ts by Node's own hash and signature, an order faster; now and then both are asked. */
import { createHash, createPrivateKey, sign, type KeyObject } from "node:crypto";

import canonicalize from "canonicalize";

import { buildLink, firstPreviousHash, type Link } from "../../../convex/model/receipts/chain.ts";
import type { SigningKey } from "../../../convex/model/signing/ed25519.ts";

const checkedEach = 1_000;

/** Builds the links of one chain, each on the one before. Ed25519 leaves no choice (RFC 8032), so the texts are those of `buildLink`. */
export class ChainBuilder {
  readonly #key: SigningKey;
  readonly #native: KeyObject;
  newest: Link | null = null;

  constructor(key: SigningKey) {
    this.#key = key;
    // The fixed head of PKCS #8 for an Ed25519 key (RFC 8410), then the key.
    const der = Buffer.from(`302e020100300506032b657004220420${key.privateKey}`, "hex");
    this.#native = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  }

  add(content: Record<string, unknown>): Link {
    const previous = this.newest;
    const sequence = (previous?.sequence ?? 0) + 1;
    const previousHash = previous?.hash ?? firstPreviousHash;
    const body = canonicalize({ ...content, sequence, previousHash });
    if (body === undefined) throw new Error("A receipt must be JSON.");
    const hash = createHash("sha256").update(body, "utf8").digest("hex");
    const signature = sign(null, Buffer.from(hash), this.#native).toString("base64url");
    const link: Link = { sequence, previousHash, body, hash, signature, keyId: this.#key.keyId };
    if (sequence % checkedEach === 1) {
      const slow = buildLink(content, previous, this.#key);
      if (JSON.stringify(slow) !== JSON.stringify(link)) throw new Error(`Link ${sequence} is not what buildLink makes.`);
    }
    this.newest = link;
    return link;
  }
}
