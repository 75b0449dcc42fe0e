/** The versions of what a client has been told; each part only grows. */
export interface StateVersion {
  readonly querySet: number;
  readonly identity: number;
  /** Nanoseconds since the epoch. */
  readonly ts: bigint;
}

export const initialVersion: StateVersion = { querySet: 0, identity: 0, ts: 0n };

/** All answers of a batch, and what follows them, name the same one. */
let lastEncoded = { ts: 0n, text: "AAAAAAAAAAA=" };

/** The protocol writes timestamps as base64 of eight bytes, lowest first. */
export function encodeTs(ts: bigint): string {
  if (lastEncoded.ts === ts) return lastEncoded.text;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, ts));
  lastEncoded = { ts, text: bytes.toString("base64") };
  return lastEncoded.text;
}

/** @returns null when the text is no timestamp */
export function decodeTs(text: string): bigint | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 8 ? bytes.readBigUInt64LE() : null;
}

export function encodeVersion({ querySet, identity, ts }: StateVersion): string {
  return `{"querySet":${querySet},"identity":${identity},"ts":"${encodeTs(ts)}"}`;
}
