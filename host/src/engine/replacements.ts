import type { Store } from "../store/store.ts";
import type { JsonObject } from "../values/json.ts";
import { exchangeHidden, openHidden, putHidden, sweep, type HiddenTable } from "./hidden.ts";
import { metaKey } from "./meta.ts";
import type { SavedState } from "./saved-state.ts";
import type { EngineTransaction } from "./transaction.ts";
import type { Replacement, Replacements } from "./replacement-types.ts";
import { emptyLayer } from "./view.ts";

/** How long a writing of documents holds the thread, but for its flush. */
const PUT_MS = 6;

interface Ground {
  /** A commit of its own, after which mutations that are open fail. */
  change<T>(apply: () => T): T;
  requireOpen(): void;
  requireNoBatch(): void;
  queries(): readonly EngineTransaction[];
}

/** The contents of tables that nobody sees: those that are being written, and those that were left behind. */
export class StoredReplacements implements Replacements {
  readonly #store: Store;
  readonly #state: SavedState;
  readonly #ground: Ground;
  /** Storages of those that are being written. */
  readonly #open = new Set<number>();

  constructor(store: Store, state: SavedState, ground: Ground) {
    this.#store = store;
    this.#state = state;
    this.#ground = ground;
  }

  open(names: readonly string[], numbers: ReadonlyMap<string, number>): Replacement {
    this.#ground.requireNoBatch();
    const hidden = this.#ground.change(() => openHidden(this.#state.catalog, names, numbers));
    for (const { table } of hidden) this.#open.add(table.storage);
    const abandon = () => {
      for (const { table } of hidden) this.#open.delete(table.storage);
    };
    const exchange = (records: ReadonlyMap<string, string | null>) => {
      this.#exchange(hidden, numbers, records);
      abandon();
    };
    return { put: (name, documents) => this.#put(find(hidden, name), documents), exchange, abandon };
  }

  sweep(): "more" | "later" | "done" {
    this.#ground.requireOpen();
    const { catalog } = this.#state;
    const isInUse = ({ storage }: { storage: number }) => this.#open.has(storage);
    if (catalog.remains.every(isInUse)) return "done";
    if (this.#ground.queries().some((query) => query.catalog !== catalog)) return "later";
    const before = catalog.remains;
    try {
      return this.#state.prepare(() => sweep(catalog, this.#store, isInUse)) ? "more" : "done";
    } catch (error) {
      catalog.remains = before;
      throw error;
    }
  }

  #put(hidden: HiddenTable, documents: readonly JsonObject[]): string[] {
    this.#ground.requireOpen();
    const until = performance.now() + PUT_MS;
    return this.#state.prepare(() => {
      const ids: string[] = [];
      for (const document of documents) {
        ids.push(putHidden(this.#store, hidden, document, () => this.#state.clock.nextCreationTime()));
        if (performance.now() > until) break;
      }
      return ids;
    });
  }

  #exchange(hidden: readonly HiddenTable[], numbers: ReadonlyMap<string, number>, records: ReadonlyMap<string, string | null>): void {
    this.#ground.requireOpen();
    this.#ground.requireNoBatch();
    const undo = emptyLayer();
    this.#ground.change(() => {
      // Queries that are open keep the one that they began with.
      const catalog = this.#state.catalog.copy();
      this.#state.catalog = catalog;
      exchangeHidden(catalog, this.#store, hidden, numbers);
      for (const [name, value] of records) {
        const key = metaKey(name);
        undo.meta.set(key, this.#store.get("meta", key));
        if (value === null) this.#store.delete("meta", key);
        else this.#store.put("meta", key, value);
      }
    });
    for (const query of this.#ground.queries()) query.undoLayers.push(undo);
  }
}

function find(hidden: readonly HiddenTable[], name: string): HiddenTable {
  const found = hidden.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The table "${name}" is not among those that are replaced.`);
  return found;
}
