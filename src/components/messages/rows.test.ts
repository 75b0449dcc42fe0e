import { expect, test } from "vitest";

import type { Message } from "#src/api/messages.ts";

import { closedParams, messagesSearchFrom } from "./params.ts";
import { placeAt, placeOf, rowsOf } from "./rows.ts";

const message = (seq: number, state = "running"): Message => ({
  ...{ sessionId: null, seq, receivedAt: seq * 1_000, sentAt: null, mode: "dry_run", state },
});
const messages = [message(1), message(2), message(3, "fault"), message(4, "fault"), message(5), message(9)];
const all = { matches: () => true, only: "all", order: "asc", heldAt: null } as const;

test("lines are what matches, in the order asked for", () => {
  expect(rowsOf(messages, all).rows).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rowsOf(messages, { ...all, order: "desc" }).rows).toEqual([5, 4, 3, 2, 1, 0]);
  expect(rowsOf(messages, { ...all, matches: ({ seq }) => seq > 3 }).rows).toEqual([3, 4, 5]);
  expect(rowsOf(messages, { ...all, only: "trouble" }).rows).toEqual([2, 3]);
  expect(rowsOf(messages, { ...all, only: "news" }).rows).toEqual([0, 2, 4]);
});

test("a list that stands still counts what came after, and only what it would show", () => {
  expect(rowsOf(messages, { ...all, heldAt: 3_000 })).toEqual({ rows: [0, 1, 2], waiting: 3 });
  expect(rowsOf(messages, { ...all, heldAt: 3_000, only: "trouble" })).toEqual({ rows: [2], waiting: 1 });
});

test("finds the message of a time, and the one nearest to a moment", () => {
  expect([placeOf(messages, 3_000), placeOf(messages, 3_001), placeOf(messages, null)]).toEqual([2, null, null]);
  expect([0, 1_000, 3_500, 3_501, 60_000].map((at) => placeAt(messages, at))).toEqual([0, 0, 2, 3, 5]);
  expect([placeAt([], 5), placeAt(messages, null)]).toEqual([null, null]);
});

test("an address that says nonsense says nothing", () => {
  const usual = { isOpen: false, chosen: null, find: "", only: "all", order: "desc" };
  expect(messagesSearchFrom(new URLSearchParams("messages=x&message=-4&only=y&order=z"))).toEqual(usual);
  expect(messagesSearchFrom(new URLSearchParams("message=1e400"))).toEqual(usual);
  const said = messagesSearchFrom(new URLSearchParams("messages=open&message=1234&find=a+b&only=news&order=oldest&window=5m"));
  expect(said).toEqual({ isOpen: true, chosen: 1_234, find: "a b", only: "news", order: "asc" });
  expect(Object.keys(closedParams).toSorted()).toEqual(["find", "message", "messages", "only", "order"]);
});
