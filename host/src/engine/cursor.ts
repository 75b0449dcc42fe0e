import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { EngineError } from "./errors.ts";
import type { SerializedQuery } from "./query-types.ts";
import type { Key } from "./types.ts";

/** A place in a query's order: before everything, after the row with that key, or after everything. */
export type Position = "start" | { readonly after: Key } | "end";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Cursors are encrypted, because they hold the values of the indexed fields, which a function may mean to keep to itself;
 * and bound to their query, because a key means nothing in another one. Equal positions give equal cursors, so that a page
 * which is read again is recognised as unchanged.
 */
export class CursorCodec {
  readonly #secret: Buffer;

  /** `secret`: 32 bytes, kept with the data. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  encode(query: SerializedQuery, position: Position): string {
    const plain = Buffer.from(typeof position === "string" ? position : `@${position.after}`, "latin1");
    const bound = fingerprint(query);
    // The nonce is derived from the content: it repeats only for the same content.
    const iv = createHmac("sha256", this.#secret).update(bound).update(plain).digest().subarray(0, IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#secret, iv).setAAD(bound);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
  }

  decode(query: SerializedQuery, cursor: string): Position {
    const bytes = Buffer.from(cursor, "base64url");
    if (bytes.length <= IV_BYTES + TAG_BYTES) throw invalidCursor();
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#secret, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(fingerprint(query)).setAuthTag(tag);
    let plain: string;
    try {
      plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("latin1");
    } catch {
      throw invalidCursor();
    }
    return plain === "start" || plain === "end" ? plain : { after: plain.slice(1) };
  }
}

/** The words "InvalidCursor" make the paginated hooks of npm `convex` start over instead of failing. */
export function invalidCursor(): EngineError {
  return new EngineError(
    "InvalidCursor",
    "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this cursor is from a different query.",
  );
}

function fingerprint(query: SerializedQuery): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([query.source, query.operators]))
    .digest();
}
