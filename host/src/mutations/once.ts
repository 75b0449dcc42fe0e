import type { Engine } from "../engine/types.ts";
import { FORMAT_WITH_SHARED_RECORDS } from "../store/origin.ts";
import type { Outcome } from "../calls/call.ts";

// Records of finished mutations, by which one happens once however often its client sends it.

/** A connection of a client that names its mutations. */
export interface OnceClient {
  readonly sessionId: string;
  /** False while the client cannot have sent what comes over this connection before, which saves the look-up. */
  readonly mayRepeat: boolean;
}

/** Names a mutation of a client for ever. */
export interface OnceKey {
  readonly client: OnceClient;
  readonly requestId: number;
}

/** What is kept of a finished mutation; failed ones run again when they are sent again. */
export interface OnceRecord {
  readonly outcome: Outcome & { readonly ok: true };
  readonly ts: bigint;
}

/** One record on disk: what a batch did for one connection, of requests that lie near each other. */
interface Shared {
  readonly client: OnceClient;
  readonly group: number;
  readonly key: string;
  readonly rows: (readonly [requestId: number, value: string, logLines: readonly string[]])[];
}

/** What the keys of all records begin with. */
const RECORDS = "once/";
/** So many records are looked at for old ones at a time. */
const GC_CHUNK = 2000;
/** Records live for two to three periods: at least as long as the official server keeps them. */
const PERIOD_MS = 7 * 24 * 3_600_000;
const KEPT_PERIODS = 3;
/** Requests whose numbers divided by this are equal may share a record, so that one of them is found without a look at all others. */
const GROUP = 128;

const periodOf = (ms: number) => Math.floor(ms / PERIOD_MS);
const groupOf = (requestId: number) => Math.floor(requestId / GROUP);
// Escaped, because the session's name comes from the client.
const ofSession = (period: number, sessionId: string) => `${RECORDS}${period}/${encodeURIComponent(sessionId)}/`;

/** The records of the mutations in the open batch, and of those on disk. */
export class OnceRecords {
  readonly #engine: Engine;
  #open: Shared[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What is kept of a mutation; null when it was not made. */
  find({ client, requestId }: OnceKey): OnceRecord | null {
    for (const { rows, ...shared } of this.#open) {
      const row = shared.client.sessionId === client.sessionId ? rows.find(([id]) => id === requestId) : undefined;
      if (row !== undefined) return { outcome: { ok: true, value: row[1], logLines: row[2] }, ts: this.#engine.pendingTs() };
    }
    const now = periodOf(Date.now());
    for (let period = now; period > now - KEPT_PERIODS; period -= 1) {
      const session = ofSession(period, client.sessionId);
      const record = this.#shared(`${session}${groupOf(requestId)}+`, requestId) ?? this.#single(`${session}${requestId}`);
      if (record !== null) return record;
    }
    return null;
  }

  /**
   * Keeps that a mutation of the open batch was made.
   *
   * @returns the key of the record that says so
   */
  add({ client, requestId }: OnceKey, { value, logLines }: Outcome & { ok: true }): string {
    const group = groupOf(requestId);
    const newest = this.#open.at(-1);
    const known =
      newest?.client === client && newest.group === group
        ? newest
        : this.#open.find((shared) => shared.client === client && shared.group === group);
    if (known !== undefined) {
      known.rows.push([requestId, value, logLines]);
      return known.key;
    }
    // Each connection has records of its own: they go when all that one client was told by them has arrived.
    const key = `${ofSession(periodOf(Date.now()), client.sessionId)}${group}+${this.#engine.pendingTs()}.${this.#open.length}`;
    this.#open.push({ client, group, key, rows: [[requestId, value, logLines]] });
    return key;
  }

  /** Puts what was added into the open batch, which is written next. */
  save(): void {
    if (this.#open.length === 0) return;
    const ts = String(this.#engine.pendingTs());
    for (const { key, rows } of this.#open) this.#engine.putMeta(key, JSON.stringify([ts, rows]));
    this.#engine.requireFormat(FORMAT_WITH_SHARED_RECORDS);
  }

  /** The batch is on disk, or was dropped. */
  clear(): void {
    this.#open = [];
  }

  /** Keys of records that are older than any client may need them: some of them, where there are many. */
  old(now: number): string[] {
    const isOld = (key: string) => Number(key.split("/")[1]) <= periodOf(now) - KEPT_PERIODS;
    return this.#engine.scanMeta(RECORDS, GC_CHUNK).flatMap(({ key }) => (isOld(key) ? [key] : []));
  }

  #shared(prefix: string, requestId: number): OnceRecord | null {
    for (const { value: text } of this.#engine.scanMeta(prefix)) {
      const [ts, rows] = JSON.parse(text) as [string, Shared["rows"]];
      const row = rows.find(([id]) => id === requestId);
      if (row !== undefined) return { outcome: { ok: true, value: row[1], logLines: row[2] }, ts: BigInt(ts) };
    }
    return null;
  }

  /** As hosts up to format 2 of the file wrote them, one for each mutation. */
  #single(key: string): OnceRecord | null {
    const text = this.#engine.getMeta(key);
    if (text === null) return null;
    const [ts, value, logLines] = JSON.parse(text) as [string, string, readonly string[]];
    return { outcome: { ok: true, value, logLines }, ts: BigInt(ts) };
  }
}
