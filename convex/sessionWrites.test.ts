import { afterEach, expect, test, vi } from "vitest";

import type { MutationCtx } from "./_generated/server";
import { loadFrom, type Loaded } from "./model/sessions/loaded";
import type { Event } from "./model/sessions/events";
import { take } from "./model/sessions/store";
import { ready } from "./sessions.testing";

// What a step of a session spares: rows that it does not change are not written.

afterEach(() => void vi.useRealTimers());

const actor = { kind: "operator" as const, id: "somebody", name: "somebody" };

async function counted() {
  const found = await ready();
  const { t, sessionId } = found;
  /** Takes steps one after another from what the rows say; answers what the last of them wrote, and what it left. */
  const taken = (...events: ((now: number) => Event)[]): Promise<{ writes: string[]; before: Loaded; after: Loaded; rows: Loaded }> =>
    t.run(async (ctx) => {
      const doc = await ctx.db.get("sessions", sessionId);
      if (doc === null) throw new Error("no session");
      let loaded = await loadFrom(ctx, doc);
      let before = loaded;
      const writes: string[] = [];
      const db = new Proxy(ctx.db, {
        get: (target, name) => {
          const found = Reflect.get(target, name) as unknown;
          if (typeof found !== "function") return found;
          return (...args: unknown[]) => {
            if (["patch", "insert", "delete", "replace"].includes(String(name))) writes.push(`${String(name)} ${String(args[0])}`);
            return (found as (...args: unknown[]) => unknown).apply(target, args);
          };
        },
      });
      for (const event of events) {
        writes.length = 0;
        before = loaded;
        ({ loaded } = await take({ ...ctx, db } as unknown as MutationCtx, loaded, event(Date.now()), actor));
      }
      const row = await ctx.db.get("sessions", sessionId);
      if (row === null) throw new Error("no session");
      return { writes: writes.filter((write) => !write.endsWith("audit")), before, after: loaded, rows: await loadFrom(ctx, row) };
    });
  return { ...found, taken };
}

const beat =
  (more: Partial<Extract<Event, { kind: "heartbeat" }>> = {}) =>
  (now: number): Event => ({
    kind: "heartbeat",
    now,
    intervalMs: 1_000,
    health: "ok",
    goodbye: false,
    fellBack: false,
    renewsLease: true,
    ack: null,
    appliedSteps: 0,
    ...more,
  });
const stop = (now: number): Event => ({ kind: "stop", now, sentAt: now, reason: null });
const demote = (now: number): Event => ({ kind: "demote", now, reason: null, isTrouble: false });

test("a step that changes nothing writes nothing", async () => {
  const { taken } = await counted();
  expect((await taken(demote)).writes).toEqual([]);
  expect((await taken((now) => ({ kind: "tick", now }))).writes).toEqual([]);
  // It was heard in this millisecond already.
  expect((await taken(beat(), beat())).writes).toEqual([]);
});

test("a heartbeat writes the counters' row alone, also while a stop waits", async () => {
  const { taken } = await counted();
  vi.setSystemTime(Date.now() + 500);
  expect((await taken(beat())).writes).toEqual(["patch sessionLive"]);
  await taken(stop);
  vi.setSystemTime(Date.now() + 500);
  expect((await taken(beat())).writes).toEqual(["patch sessionLive"]);
});

test("a stop of a dry run writes the session, its evidence, the stop, that there is one, and one line of the timeline", async () => {
  const { taken } = await counted();
  const { writes } = await taken(stop);
  expect(writes.slice(0, 5)).toEqual(["patch sessions", "patch sessionLive", "insert stops", "patch sessionLive", "patch robotStatus"]);
  expect(writes.filter((write) => write === "insert sessionEvents")).toHaveLength(1);
});

test("a stop that is asked for again, and each word of the robot of it, writes the stop and no second one", async () => {
  const { taken } = await counted();
  const again = await taken(stop, (now) => ({ kind: "stop", now, sentAt: now + 1, reason: null }));
  expect(again.writes).toEqual(["patch stops"]);
  expect(again.after.stop?._id).toBe(again.before.stop?._id);
  const { version } = again.after.doc;
  const ack = await taken(beat({ ack: { version, motionZero: false } }));
  expect(ack.writes.filter((write) => write.endsWith("stops") || write.endsWith("sessions"))).toEqual(["patch stops"]);
});

test("what a step leaves in memory is what the rows say", async () => {
  const { taken } = await counted();
  for (const events of [[beat()], [stop], [stop, beat()], [stop, (now: number): Event => ({ kind: "close", now, reason: "done" }), stop]]) {
    const { after, rows } = await taken(...events);
    const { mayHaveStop: _, ...live } = after.live;
    expect({ ...after, live }).toEqual({ ...rows, live: expect.objectContaining(live) as unknown });
  }
});
