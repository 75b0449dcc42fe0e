import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { refusalOf } from "./sessions.testing";
import { outlierOf, withMarks } from "./model/receipts/outliers";

afterEach(() => void vi.useRealTimers());

async function running() {
  const t = startServer();
  const people = await seedOrganization(t);
  const session = await readySession(t, people, await seedRobot(t, people));
  return { t, ...people, sessionId: session.sessionId };
}

test("a mark stands in the timeline, the log and the receipt, and changes nothing else of the session", async () => {
  const { sessionId, operator, admin } = await running();
  const before = await operator.as.query(api.sessions.get, { id: sessionId });
  const { at } = await operator.as.mutation(api.sessions.mark, { id: sessionId });
  expect(await operator.as.query(api.sessions.get, { id: sessionId })).toEqual(before);
  const timeline = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(timeline.at(-1)).toMatchObject({
    at,
    kind: "session.mark",
    mode: "dry_run",
    version: before.version,
    actor: { kind: "operator" },
  });
  const { page } = await admin.as.query(api.audit.list, { paginationOpts: { numItems: 1, cursor: null } });
  expect(page).toMatchObject([
    { action: "session.mark", targetKind: "session", targetId: sessionId, after: JSON.stringify({ mode: "dry_run" }) },
  ]);
  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
  if (receiptId === null) throw new Error("no receipt");
  const { receipt } = await operator.as.query(api.receipts.get, { id: receiptId });
  expect(
    (JSON.parse(receipt.body) as { timeline: { kind: string }[] }).timeline.filter(({ kind }) => kind === "session.mark"),
  ).toHaveLength(1);
});

test("what was marked is reviewed first, and says so", async () => {
  const { t, sessionId, operator, ...people } = await running();
  await operator.as.mutation(api.sessions.mark, { id: sessionId });
  await operator.as.mutation(api.sessions.mark, { id: sessionId });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const next = await readySession(t, { operator, ...people }, await seedRobot(t, { operator, ...people }, undefined, "arm-2"));
  await operator.as.mutation(api.sessions.close, { id: next.sessionId });
  const odd = await operator.as.query(api.receipts.list, {
    verdict: "none",
    order: "oddest",
    paginationOpts: { numItems: 5, cursor: null },
  });
  expect(odd.page.map((row) => row.sessionId)).toEqual([sessionId, next.sessionId]);
  expect(odd.page[0]?.outlier).toEqual({ score: 1_000, reason: "marked, 2 times" });
});

test("a closed session takes no marks, and a minute at most twelve", async () => {
  const { t, sessionId, ...people } = await running();
  const { operator } = people;
  for (let index = 0; index < 12; index += 1) await operator.as.mutation(api.sessions.mark, { id: sessionId });
  await expect(operator.as.mutation(api.sessions.mark, { id: sessionId })).rejects.toThrow(/rate_limited/);
  // Another session's marks are its own.
  const other = await readySession(t, people, await seedRobot(t, people, undefined, "arm-2"));
  await operator.as.mutation(api.sessions.mark, { id: other.sessionId });
  advance(60_000);
  await operator.as.mutation(api.sessions.mark, { id: sessionId });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await refusalOf(operator.as.mutation(api.sessions.mark, { id: sessionId }))).toEqual({
    code: "conflict",
    reason: "closed",
    message: "The session is closed.",
  });
});

test("without marks a score is what the numbers say; with them it is the highest, before the numbers' reasons", () => {
  const numbers = {
    ...outlierOf({ steps: 1, durationMs: 1, longestGapMs: 1, latencyP95Ms: null, safeStops: 0, errorCount: 0 }, []),
    reasons: ["steps 1, usually 9"],
  };
  expect(withMarks(numbers, 0)).toEqual(numbers);
  expect(withMarks(numbers, 1)).toEqual({ score: 1_000, reasons: ["marked, 1 times", "steps 1, usually 9"] });
});
