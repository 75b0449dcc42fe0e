import { setImmediate as nextTurn } from "node:timers/promises";
import type { Store } from "../store/store.ts";

/** How long a copy may hold the thread at a time. */
const COPY_STEP_MS = 4;
const MAX_COPY_STEP_MS = 64;

/**
 * Writes a copy of the store to a new file while work goes on, a few ms at a time. It holds what was flushed when it ended.
 *
 * @param ended called in the turn in which the copy ended
 */
export async function copyStore<T>(store: Store, path: string, ended: () => T): Promise<T> {
  const copy = store.startCopy(path);
  try {
    let budgetMs = COPY_STEP_MS;
    for (let waiting = 0; !copy.step(budgetMs); waiting = copy.waiting) {
      // Writers that are faster than the copy would never let it end.
      if (copy.waiting > waiting) budgetMs = Math.min(MAX_COPY_STEP_MS, budgetMs * 2);
      await nextTurn();
    }
    return ended();
  } finally {
    copy.close();
  }
}
