import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

import type { Engine } from "../engine/types.ts";
import { EngineError } from "../engine/errors.ts";
import { messageOf, type Log } from "../operation/log.ts";

/** A query that still sees what is to go ends within this, or is cut. */
const LATER_MS = 100;
const sweeping = new WeakSet<Engine>();

/** Removes what no table has any more, a little at a time, beside everything else. What is left when the host ends goes at its next start. */
export async function sweepRemains(engine: Engine, log: Log): Promise<void> {
  if (sweeping.has(engine)) return;
  sweeping.add(engine);
  try {
    for (let state = engine.replacements.sweep(); state !== "done"; state = engine.replacements.sweep()) {
      await (state === "later" ? delay(LATER_MS) : nextTurn());
    }
  } catch (error) {
    if (!(error instanceof EngineError && error.code === "Closed")) log("warn", "sweep_failed", { message: messageOf(error) });
  } finally {
    sweeping.delete(engine);
  }
}
