import type { Engine } from "../engine/types.ts";

const MAX_CLOCK_LEAD_MS = 3_600_000;

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

/** A client that saw later times knew an earlier life of this data folder. A time far ahead is a mistake and must not become ours. */
export function advanceTo(engine: Engine, observed: string): void {
  const ts = decodeTs(observed);
  if (ts !== null && ts > engine.lastTs && ts < BigInt(Date.now() + MAX_CLOCK_LEAD_MS) * 1_000_000n) engine.advanceClock(ts);
}
