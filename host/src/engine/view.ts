import type { Entry, Space, Store } from "../store/store.ts";
import { SortedMap } from "./sorted-map.ts";
import type { Key } from "./types.ts";

/** Changes over a store that are not in it; null stands for "deleted" (or, in an undo layer, "was not there"). */
export interface Layer {
  readonly docs: SortedMap<string | null>;
  readonly idx: SortedMap<string | null>;
  readonly meta: SortedMap<string | null>;
}

export function emptyLayer(): Layer {
  return { docs: new SortedMap(), idx: new SortedMap(), meta: new SortedMap() };
}

/** What a transaction looks through: layers, topmost first, and the committed store below. */
export interface View {
  readonly store: Store;
  layers(): readonly Layer[];
  /** Changes whenever the store below was written, which makes rows fetched earlier outdated. */
  readonly storeVersion: number;
}

export function readThrough(view: View, space: Space, key: Key): string | null {
  for (const layer of view.layers()) {
    const value = layer[space].get(key);
    if (value !== undefined) return value;
  }
  return view.store.get(space, key);
}

export interface Row {
  /** Index key, or document key for a scan over documents, or the place in the order of a search. */
  readonly key: Key;
  readonly documentKey: Key;
  readonly document: string;
}

const DEFAULT_FETCH = 8;
const MAX_FETCH = 256;

/** Walks `[start, end)` through all layers, one row at a time; sees every change made between two steps. */
export class RangeCursor {
  readonly #view: View;
  readonly #space: Space;
  readonly #reverse: boolean;
  readonly #withDocuments: boolean;
  #start: Key;
  #end: Key;
  #fetched: (Entry & { document?: string })[] = [];
  #position = 0;
  #storeExhausted = false;
  #version: number;
  #fetchSize: number;

  /** `withDocuments`: whether a row of an index is the document that it points to, as without being told, or what the entry holds. */
  constructor(
    view: View,
    space: Space,
    start: Key,
    end: Key,
    reverse: boolean,
    options: { expectedRows?: number | undefined; withDocuments?: boolean } = {},
  ) {
    const { expectedRows = DEFAULT_FETCH, withDocuments = space === "idx" } = options;
    this.#withDocuments = withDocuments;
    this.#view = view;
    this.#space = space;
    this.#start = start;
    this.#end = end;
    this.#reverse = reverse;
    this.#fetchSize = Math.max(1, Math.min(expectedRows, MAX_FETCH));
    this.#version = view.storeVersion;
  }

  /** The next row, or null at the end of the range. */
  next(): Row | null {
    const layers = this.#view.layers();
    for (;;) {
      const stored = this.#peekStore();
      let key = stored?.key;
      for (const layer of layers) {
        const candidate = this.#peekLayer(layer);
        if (candidate !== undefined && (key === undefined || (this.#reverse ? candidate > key : candidate < key))) key = candidate;
      }
      if (key === undefined) return null;
      if (this.#reverse) this.#end = key;
      else this.#start = `${key}\x00`;
      const isStored = stored !== undefined && stored.key === key;
      if (isStored) this.#position++;
      const value = valueIn(layers, this.#space, key) ?? (isStored ? stored.value : undefined);
      if (value === undefined || value.deleted === true) continue;
      const row = this.#resolve(layers, key, value.text, isStored ? stored : undefined);
      if (row !== null) return row;
    }
  }

  #resolve(layers: readonly Layer[], key: Key, text: string, stored: { document?: string } | undefined): Row | null {
    if (!this.#withDocuments) return { key, documentKey: key, document: text };
    const changed = valueIn(layers, "docs", text);
    const document = changed === undefined ? (stored?.document ?? this.#view.store.get("docs", text)) : changed.text;
    if (document === null || changed?.deleted === true) throw new Error("An index entry points to a document that is not there.");
    return { key, documentKey: text, document };
  }

  #peekLayer(layer: Layer): Key | undefined {
    const map = layer[this.#space];
    if (map.size === 0) return undefined;
    const key = this.#reverse ? map.before(this.#end) : map.atOrAfter(this.#start);
    if (key === undefined) return undefined;
    return this.#reverse ? (key >= this.#start ? key : undefined) : key < this.#end ? key : undefined;
  }

  #peekStore(): { key: Key; value: LayerValue; document?: string } | undefined {
    const version = this.#view.storeVersion;
    if (version !== this.#version) {
      this.#version = version;
      this.#fetched = [];
      this.#position = 0;
      this.#storeExhausted = false;
    }
    if (this.#position >= this.#fetched.length && !this.#storeExhausted) {
      const options = { reverse: this.#reverse, limit: this.#fetchSize };
      this.#fetched = !this.#withDocuments
        ? this.#view.store.scan(this.#space, this.#start, this.#end, options)
        : this.#view.store.scanDocuments(this.#start, this.#end, options);
      this.#position = 0;
      this.#storeExhausted = this.#fetched.length < this.#fetchSize;
      this.#fetchSize = Math.min(this.#fetchSize * 4, MAX_FETCH);
    }
    const entry = this.#fetched[this.#position];
    if (entry === undefined) return undefined;
    const value: LayerValue = { text: entry.value };
    return entry.document === undefined ? { key: entry.key, value } : { key: entry.key, value, document: entry.document };
  }
}

interface LayerValue {
  readonly text: string;
  readonly deleted?: boolean;
}

const DELETED: LayerValue = { text: "", deleted: true };

function valueIn(layers: readonly Layer[], space: Space, key: Key): LayerValue | undefined {
  for (const layer of layers) {
    const value = layer[space].get(key);
    if (value !== undefined) return value === null ? DELETED : { text: value };
  }
  return undefined;
}
