import fc from "fast-check";
import { expect, test } from "vitest";

import type { Message } from "#src/api/messages.ts";

import { after, type Held, isFull, mostHeld, nothing } from "./held.ts";

const message = (seq: number): Message => ({ sessionId: null, seq, receivedAt: seq * 1_000, sentAt: null, mode: "dry_run", state: "" });
const upTo = (count: number, first = 1) => Array.from({ length: count }, (_, index) => message(first + index));

/** A server with these messages, which answers as `messages:list` does. */
const ask = (stored: readonly Message[], order: "asc" | "desc", { from = 0, until = Infinity, size = 5 }) => {
  const asked = stored.filter(({ receivedAt }) => receivedAt >= from && receivedAt <= until);
  const all = order === "asc" ? asked : asked.toReversed();
  return { page: all.slice(0, size), next: all[size]?.receivedAt ?? null };
};
const seqs = ({ messages }: Held) => messages.map(({ seq }) => seq);

test("reads from the newest back until nothing is older", () => {
  const stored = upTo(12);
  let held = after(nothing, { kind: "first", order: "desc", page: ask(stored, "desc", {}) });
  expect([seqs(held), held.newer]).toEqual([[8, 9, 10, 11, 12], null]);
  while (held.older !== null) held = after(held, { kind: "older", page: ask(stored, "desc", { until: held.older }) });
  expect(seqs(held)).toEqual(seqs({ ...nothing, messages: stored }));
});

test("begins around a moment and grows at both ends without a hole", () => {
  const stored = upTo(30);
  let held = after(nothing, {
    kind: "around",
    before: ask(stored, "desc", { until: 15_500 }),
    after: ask(stored, "asc", { from: 15_501 }),
  });
  expect(seqs(held)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(held.liveFrom).toBeNull();
  while (held.newer !== null) held = after(held, { kind: "newer", page: ask(stored, "asc", { from: held.newer }) });
  while (held.older !== null) held = after(held, { kind: "older", page: ask(stored, "desc", { until: held.older }) });
  expect(seqs(held)).toEqual(stored.map(({ seq }) => seq));
  expect(held.liveFrom).toBe(30_000);
});

test("a live answer that begins after what is held is not taken, one that overlaps is, each message once", () => {
  const held = after(nothing, { kind: "first", order: "desc", page: ask(upTo(5), "desc", {}) });
  const live = after(held, { kind: "live", page: { page: upTo(3, 5), next: null } });
  expect(seqs(live)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(after(live, { kind: "live", page: { page: upTo(3, 5), next: null } })).toBe(live);
  const away = after(nothing, {
    kind: "around",
    before: ask(upTo(9), "desc", { until: 3_000 }),
    after: ask(upTo(20), "asc", { from: 3_001 }),
  });
  expect(after(away, { kind: "live", page: { page: upTo(2, 19), next: null } })).toBe(away);
});

test("whatever comes between two live answers, none is lost and none is there twice", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 23 }), { maxLength: 30 }), (bursts) => {
      let count = 3;
      let held = after(nothing, { kind: "first", order: "desc", page: ask(upTo(count), "desc", {}) });
      for (const burst of bursts) {
        count += burst;
        // A page that is full moves the question on, and the next answer goes on from there.
        for (let asked = -1; asked !== held.liveFrom;) {
          asked = held.liveFrom ?? 0;
          held = after(held, { kind: "live", page: ask(upTo(count), "asc", { from: asked }) });
        }
      }
      expect(seqs(held)).toEqual(upTo(count).map(({ seq }) => seq));
    }),
  );
});

test("holds no more than a browser can, and knows where the rest begins", () => {
  const held: Held = { messages: upTo(mostHeld), older: null, newer: null, liveFrom: mostHeld * 1_000 };
  expect(isFull(held)).toBe(true);
  const next = after(held, { kind: "live", page: { page: upTo(4, mostHeld), next: null } });
  expect(next.messages).toHaveLength(mostHeld);
  expect([next.messages[0]?.seq, next.older]).toEqual([4, 3_000]);
});
