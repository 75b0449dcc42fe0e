import { messageOf } from "../operation/log.ts";
import type { Store } from "../store/store.ts";
import { UnknownOutcome } from "./errors.ts";
import type { SavedState } from "./saved-state.ts";
import type { EngineTransaction } from "./transaction.ts";
import type { Key, WriteSet } from "./types.ts";
import { emptyLayer, type Layer } from "./view.ts";

const SPACES = ["docs", "idx", "meta"] as const;

/** Mutations that finished and go to disk together. */
export class Batch {
  readonly layer: Layer = emptyLayer();
  readonly keys = new Set<Key>();
  mutations = 0;
  documents = 0;
  bytes = 0;
  /** The least format of the file that holds all of it; 0 where every format does. */
  format = 0;

  get isEmpty(): boolean {
    return this.mutations === 0 && this.layer.meta.size === 0;
  }

  /** False for mutations that only read: there is nothing to keep of them. */
  get changesAnything(): boolean {
    return SPACES.some((space) => this.layer[space].size > 0);
  }

  add({ own, metrics }: EngineTransaction, writeSet: WriteSet): void {
    for (const space of SPACES) {
      const target = this.layer[space];
      own.layer[space].eachAnyhow((key, value) => target.set(key, value));
    }
    for (const key of writeSet.keys) this.keys.add(key);
    this.mutations++;
    this.documents += metrics.documentsWritten;
    this.bytes += metrics.bytesWritten;
  }

  /** Puts everything into the open commit of the store. */
  writeTo(store: Store): void {
    for (const space of SPACES) {
      const rows: [Key, string | null][] = [];
      this.layer[space].each((key, value) => void rows.push([key, value]));
      store.write(space, rows);
    }
  }

  /** What it is about to replace, for the queries that are still running. */
  undoOver(store: Store): Layer {
    const undo = emptyLayer();
    for (const space of SPACES) this.layer[space].each((key) => undo[space].set(key, store.get(space, key)));
    return undo;
  }
}

/**
 * One durable commit.
 *
 * @throws UnknownOutcome when it may still turn out to be on disk after a restart
 */
export function commitBatch(store: Store, batch: Batch, state: SavedState): void {
  let isCommitting = false;
  try {
    store.begin();
    batch.writeTo(store);
    if (batch.format > 0) store.requireFormat(batch.format);
    state.save();
    isCommitting = true;
    store.commit();
  } catch (error) {
    let failure = error;
    try {
      store.rollback();
    } catch (broken) {
      failure = broken;
    }
    if (isCommitting && store.isUncertain) throw new UnknownOutcome(messageOf(failure), { cause: failure });
    throw failure;
  }
}
