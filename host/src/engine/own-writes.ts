import type { Key, Savepoint } from "./types.ts";
import { emptyLayer, type Layer } from "./view.ts";

/** What a mutation has written so far, which it can go back on to a savepoint. */
export class OwnWrites {
  readonly layer: Layer = emptyLayer();
  /** The keys that others must hear of. */
  readonly keys = new Set<Key>();
  /** Documents that may hold `{"$commitTs": null}`. */
  readonly withCommitTs = new Set<Key>();
  /** What was replaced since the first savepoint; null: there is none to go back to. */
  #undo: { space: "docs" | "idx" | "meta"; key: Key; before: string | null | undefined }[] | null = null;

  /** Null deletes. */
  put(space: "docs" | "idx" | "meta", key: Key, value: string | null): void {
    const map = this.layer[space];
    this.#undo?.push({ space, key, before: map.get(key) });
    map.set(key, value);
  }

  savepoint(): Savepoint {
    this.#undo ??= [];
    return this.#undo.length;
  }

  /** The keys stay: naming too much is safe, and nested rollbacks are rare. */
  rollbackTo(savepoint: Savepoint): void {
    while (this.#undo !== null && this.#undo.length > savepoint) {
      const entry = this.#undo.pop();
      if (entry === undefined) break;
      if (entry.before === undefined) this.layer[entry.space].delete(entry.key);
      else this.layer[entry.space].set(entry.key, entry.before);
    }
  }
}
