import { expect, test } from "vitest";

import type { Message, readMessages } from "#src/api/messages.ts";
import type { SessionId } from "#src/api/sessions.ts";

import { MessageReader } from "./reader.ts";

const id = "s1" as SessionId;
const stored = Array.from({ length: 40 }, (_, index): Message => {
  const seq = index + 1;
  return { sessionId: id, seq, receivedAt: seq * 1_000, sentAt: null, mode: "dry_run", state: "" };
});

/** Answers as `messages:list` does, five a page, and fails where it is told to. */
function server() {
  const calls: Parameters<typeof readMessages>[0][] = [];
  const fails = { next: false };
  const ask: typeof readMessages = (args) => {
    calls.push(args);
    if (fails.next) {
      fails.next = false;
      return Promise.reject(new Error("no answer"));
    }
    const { order, from = 0, until = Infinity } = args;
    const asked = stored.filter(({ receivedAt }) => receivedAt >= from && receivedAt <= until);
    const all = order === "asc" ? asked : asked.toReversed();
    return Promise.resolve({ page: all.slice(0, 5), next: all[5]?.receivedAt ?? null });
  };
  return { ask, calls, fails };
}
const seqsOf = (reader: MessageReader) => reader.snapshot().messages.map(({ seq }) => seq);

test("asks nothing before somebody listens, then one page", async () => {
  const { ask, calls } = server();
  const reader = new MessageReader(ask, { id, order: "desc", around: null });
  expect(calls).toEqual([]);
  reader.subscribe(() => undefined);
  await expect.poll(() => reader.snapshot().isLoading).toBe(false);
  expect([seqsOf(reader), calls.length]).toEqual([[36, 37, 38, 39, 40], 1]);
});

test("reads as many pages as it is told to, and none twice at once", async () => {
  const { ask, calls } = server();
  const reader = new MessageReader(ask, { id, order: "desc", around: null });
  reader.subscribe(() => undefined);
  await expect.poll(() => reader.snapshot().isLoading).toBe(false);
  await Promise.all([reader.read("older", 3), reader.read("older", 3)]);
  expect([seqsOf(reader)[0], calls.length]).toEqual([21, 4]);
  await reader.read("older", 100);
  expect([seqsOf(reader).length, reader.snapshot().older, calls.length]).toEqual([40, null, 8]);
  await reader.read("older", 1);
  expect(calls).toHaveLength(8);
});

test("says what failed, keeps what it has, and goes on from there", async () => {
  const { ask, fails } = server();
  const reader = new MessageReader(ask, { id, order: "asc", around: 20_000 });
  fails.next = true;
  reader.subscribe(() => undefined);
  await expect.poll(() => reader.snapshot().isLoading).toBe(false);
  expect([reader.snapshot().error?.message, seqsOf(reader)]).toEqual(["no answer", []]);
  await reader.begin();
  expect([reader.snapshot().error, seqsOf(reader).length]).toEqual([null, 10]);
  fails.next = true;
  await reader.read("newer", 2);
  expect([reader.snapshot().error?.message, seqsOf(reader).length, reader.snapshot().isReading]).toEqual(["no answer", 10, false]);
  await reader.read("newer", 1);
  expect([reader.snapshot().error, seqsOf(reader).at(-1)]).toEqual([null, 30]);
});

test("stops between two pages when nobody listens any more", async () => {
  const { ask, calls } = server();
  const reader = new MessageReader(ask, { id, order: "desc", around: null });
  const leave = reader.subscribe(() => undefined);
  await expect.poll(() => reader.snapshot().isLoading).toBe(false);
  const reading = reader.read("older", 100);
  leave();
  await reading;
  expect(calls).toHaveLength(2);
});
