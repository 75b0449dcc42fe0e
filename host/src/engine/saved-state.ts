import { randomBytes } from "node:crypto";
import type { Store } from "../store/store.ts";
import { Catalog } from "./catalog.ts";
import { Clock } from "./clock.ts";

/** Where the store keeps the catalog. */
export const CATALOG_KEY = "engine/catalog";
/** Where the store keeps the clock. */
export const CLOCK_KEY = "engine/clock";
const SECRET_KEY = "engine/secret";

/** What the store keeps besides documents, and what makes it go with them into each commit. */
export class SavedState {
  catalog: Catalog;
  readonly clock: Clock;
  readonly #store: Store;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.clock = new Clock(store.get("meta", CLOCK_KEY), now);
    this.catalog = Catalog.load(store.get("meta", CATALOG_KEY));
  }

  /** Puts it into the open commit. */
  save(): void {
    if (this.catalog.isDirty) {
      this.#store.requireFormat(this.catalog.format);
      this.#store.put("meta", CATALOG_KEY, this.catalog.save());
    }
    this.#store.put("meta", CLOCK_KEY, this.clock.text());
  }

  /** Changes of the catalog and of index entries, in one commit of their own; none where the catalog stays as it is, as at most starts. */
  change<T>(apply: () => T): T {
    try {
      this.#store.begin();
      const result = apply();
      if (this.catalog.isDirty) {
        this.clock.pendingTs();
        this.#finish();
        this.clock.committed();
      } else this.#store.rollback();
      return result;
    } catch (error) {
      this.#store.rollback();
      this.catalog = Catalog.load(this.#store.get("meta", CATALOG_KEY));
      throw error;
    } finally {
      this.clock.forgetPending();
    }
  }

  /** A commit beside the open batch, of what no transaction can see. */
  prepare<T>(apply: () => T): T {
    const before = new Map(this.catalog.tables().map((table) => [table, table.prepared]));
    try {
      return this.#commit(apply);
    } catch (error) {
      this.#store.rollback();
      for (const [table, prepared] of before) this.catalog.setPrepared(table, prepared);
      throw error;
    }
  }

  #commit<T>(apply: () => T): T {
    this.#store.begin();
    const result = apply();
    this.#finish();
    return result;
  }

  #finish(): void {
    this.save();
    this.#store.commit();
    this.catalog.isDirty = false;
  }
}

/** The secret of a data folder, made when there is none. */
export function loadSecret(store: Store): Buffer {
  const saved = store.get("meta", SECRET_KEY);
  if (saved !== null) return Buffer.from(saved, "base64");
  const secret = randomBytes(32);
  store.begin();
  store.put("meta", SECRET_KEY, secret.toString("base64"));
  store.commit();
  return secret;
}
