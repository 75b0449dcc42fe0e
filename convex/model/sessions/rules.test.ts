import { expect, test } from "vitest";

import type * as Rules from "./events";
import { step } from "./rules";
import type { Session } from "./state";
import { events, states } from "./states.testing";

/** Every state by every event: status, mode, changes of version, effects, refusal. A new state or event needs a row. */
const table: Record<keyof typeof states, Record<keyof typeof events, string>> = {
  authorized: {
    heartbeat: "active dry +1 activate",
    promote: "authorized dry +0 ! not_ready",
    demote: "authorized dry +0",
    stop: "authorized dry +1 stop requested evidence",
    ack: "authorized dry +0",
    extendBudget: "authorized dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "authorized dry +0",
  },
  dry: {
    heartbeat: "active dry +0",
    promote: "active APPLY +1 promote",
    demote: "active dry +0",
    stop: "active dry +1 stop requested evidence",
    ack: "active dry +0",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  applying: {
    heartbeat: "active APPLY +0",
    promote: "active APPLY +0 ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +1 stop requested evidence",
    ack: "active APPLY +0",
    extendBudget: "active APPLY +1 extendBudget",
    close: "closed dry +2 stop requested evidence close receipt",
    tick: "active APPLY +0",
  },
  leaseOver: {
    heartbeat: "active dry +1 demote evidence",
    promote: "active dry +1 demote evidence ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +2 demote evidence stop requested evidence",
    ack: "active dry +1 demote evidence",
    extendBudget: "active dry +1 demote evidence ! stale_version",
    close: "closed dry +2 demote evidence close receipt",
    tick: "active dry +1 demote evidence",
  },
  budgetOver: {
    heartbeat: "active dry +1 demote evidence",
    promote: "active dry +1 demote evidence ! not_ready",
    demote: "active dry +1 demote evidence",
    stop: "active dry +2 demote evidence stop requested evidence",
    ack: "active dry +1 demote evidence",
    extendBudget: "active dry +1 demote evidence ! stale_version",
    close: "closed dry +2 demote evidence close receipt",
    tick: "active dry +1 demote evidence",
  },
  stopping: {
    heartbeat: "active dry +0",
    promote: "active dry +0 ! not_ready",
    demote: "active dry +0",
    stop: "active dry +0",
    ack: "active dry +0 acknowledged motion_zero",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  stopped: {
    heartbeat: "active dry +0",
    promote: "active APPLY +1 promote",
    demote: "active dry +0",
    stop: "active dry +1 stop requested evidence",
    ack: "active dry +0",
    extendBudget: "active dry +0 ! not_applying",
    close: "closed dry +1 close receipt",
    tick: "active dry +0",
  },
  unused: {
    heartbeat: "closed dry +1 close receipt",
    promote: "closed dry +1 close receipt ! not_ready",
    demote: "closed dry +1 close receipt",
    stop: "closed dry +1 close receipt requested",
    ack: "closed dry +1 close receipt",
    extendBudget: "closed dry +1 close receipt ! closed",
    close: "closed dry +1 close receipt",
    tick: "closed dry +1 close receipt",
  },
  closed: {
    heartbeat: "closed dry +0",
    promote: "closed dry +0 ! not_ready",
    demote: "closed dry +0",
    stop: "closed dry +0 requested",
    ack: "closed dry +0",
    extendBudget: "closed dry +0 ! closed",
    close: "closed dry +0",
    tick: "closed dry +0",
  },
  closedStopping: {
    heartbeat: "closed dry +0",
    promote: "closed dry +0 ! not_ready",
    demote: "closed dry +0",
    stop: "closed dry +0",
    ack: "closed dry +0 acknowledged motion_zero",
    extendBudget: "closed dry +0 ! closed",
    close: "closed dry +0",
    tick: "closed dry +0",
  },
};

function describe(before: Session, { session, effects, outcome }: Rules.Step): string {
  const words = effects.map((effect) => {
    if (effect.kind === "change") return effect.action.replace("session.", "");
    if (effect.kind === "stopFact") return effect.fact;
    return { writeReceipt: "receipt", restartEvidence: "evidence" }[effect.kind];
  });
  const mode = session.mode === "apply_actions" ? "APPLY" : "dry";
  const refusal = outcome.ok ? [] : ["!", outcome.reason];
  return [session.status, mode, `+${session.version - before.version}`, ...words, ...refusal].join(" ");
}

for (const state of Object.keys(states) as (keyof typeof states)[]) {
  test.each(Object.keys(events) as (keyof typeof events)[])(`${state} x %s`, (event) => {
    expect(describe(states[state], step(states[state], events[event]))).toBe(table[state][event]);
  });
}
