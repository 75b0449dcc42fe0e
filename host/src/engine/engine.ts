import { CachedStore } from "../store/cached.ts";
import { prepareFolder } from "../store/folder.ts";
import { acquireLock } from "../store/lock.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { SqliteEngine } from "./sqlite-engine.ts";
import type { Engine, EngineOptions } from "./types.ts";

/**
 * Opens the database in a data folder (created, private to the user, when missing). Throws when another host has it open.
 */
export function openEngine(directory: string, options: EngineOptions = {}): Engine {
  prepareFolder(directory);
  const lock = acquireLock(directory);
  let store: Store | undefined;
  try {
    store = new CachedStore(openSqliteStore(directory, options.driver));
    return new SqliteEngine(lock, store, options);
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}
