import fc from "fast-check";
import { expect, test } from "vitest";

import type { ConvexClient } from "convex/browser";

import { api, eventually, httpClient, liveClient, startHost } from "./setup.ts";

const ROOMS = ["a", "b", "c"] as const;

type Step =
  | { readonly kind: "add" | "count"; readonly who: number; readonly room: (typeof ROOMS)[number] }
  | { readonly kind: "follow" | "leave"; readonly who: number; readonly room: (typeof ROOMS)[number] };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("add", "add", "count", "count", "follow", "leave"),
  who: fc.nat(2),
  room: fc.constantFrom(...ROOMS),
});

const QUERIES = ["notes:list", "counters:get"] as const;
const argsOf = (query: (typeof QUERIES)[number], room: string) => (query === "notes:list" ? { room } : { name: room });
const functionOf = (query: (typeof QUERIES)[number]) => (query === "notes:list" ? api.notes.list : api.counters.get);

test("what was pushed last equals a fresh query, whatever is written and followed meanwhile", { timeout: 120_000 }, async () => {
  const host = await startHost();
  const clients = [liveClient(host), liveClient(host), liveClient(host)];
  const fresh = httpClient(host);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const followed = new Map<
        string,
        { stop: () => void; query: (typeof QUERIES)[number]; room: string; last: unknown; isStale: boolean }
      >();
      const writes: Promise<unknown>[] = [];
      for (const { kind, who, room } of steps) {
        const client: ConvexClient | undefined = clients[who];
        if (client === undefined) continue;
        if (kind === "add") writes.push(client.mutation(api.notes.add, { room, text: String(writes.length) }));
        if (kind === "count") writes.push(client.mutation(api.counters.add, { name: room }));
        for (const query of QUERIES) {
          const name = `${who} ${room} ${query}`;
          if (kind === "leave") {
            followed.get(name)?.stop();
            followed.delete(name);
          }
          if (kind === "follow" && !followed.has(name)) {
            const entry = { stop: () => {}, query, room, last: undefined as unknown, isStale: false };
            entry.stop = client.onUpdate(functionOf(query), argsOf(query, room), (value: unknown) => {
              // A counter only grows, so an older value after a newer one shows that a push was out of order.
              if (query === "counters:get" && typeof entry.last === "number" && Number(value) < entry.last) entry.isStale = true;
              entry.last = value;
            });
            followed.set(name, entry);
          }
        }
        if (writes.length % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await Promise.all(writes);
      for (const entry of followed.values()) {
        const expected: unknown = await fresh.query(functionOf(entry.query), argsOf(entry.query, entry.room));
        await eventually(() => JSON.stringify(entry.last) === JSON.stringify(expected), 5000).catch(() =>
          expect(entry.last).toEqual(expected),
        );
        expect(entry.isStale).toBe(false);
        entry.stop();
      }
    }),
    { numRuns: 40 },
  );
});
