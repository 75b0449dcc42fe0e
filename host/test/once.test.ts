import { expect, onTestFinished, test } from "vitest";

import { nobody } from "../src/calls/auth.ts";
import { temporaryEngine } from "../src/engine/testing.ts";
import { MutationQueue } from "../src/mutations/mutations.ts";

const first = { sessionId: "s/1", mayRepeat: false };
const again = { sessionId: "s/1", mayRepeat: true };

/** A queue whose mutations answer their number and count how often each ran. */
function counting() {
  const { engine, destroy } = temporaryEngine();
  onTestFinished(destroy);
  const runs: string[] = [];
  const queue = new MutationQueue(
    engine,
    async (tx, { path }) => (runs.push(path), tx.putMeta(`ran/${path}`, "1"), { ok: true, value: path, logLines: [] }),
    () => undefined,
    () => undefined,
  );
  const submit = (client: typeof first, requestId: number) =>
    queue.submit({ path: String(requestId), args: {}, caller: nobody }, { client, requestId });
  return { engine, queue, submit, runs };
}

test("mutations of one connection that are written together share a record, by which each is found again", async () => {
  const { engine, queue, submit, runs } = counting();
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => submit(first, n)));
  // One for each commit, and two where requests 127 and 128 are in one.
  const expected = new Set(answers.map(({ ts }, n) => `${ts} ${n < 128}`)).size;
  expect(engine.scanMeta("once/")).toHaveLength(expected);
  expect(expected).toBeLessThan(100);
  const repeated = await Promise.all(Array.from({ length: 200 }, (_, n) => submit(again, 199 - n)));
  expect(repeated.toReversed()).toEqual(answers.map((answer) => ({ ...answer, record: null })));
  expect(runs).toHaveLength(200);
  await queue.forget([...new Set(answers.map(({ record }) => String(record)))]);
  expect(engine.scanMeta("once/")).toEqual([]);
});

test("a mutation that comes again while its batch is open happens once, also when it overtakes the first one", async () => {
  const { engine, submit, runs } = counting();
  const [early, late] = await Promise.all([submit(first, 1), submit(again, 1)]);
  expect(late).toEqual({ ...early, record: null });
  const both = { sessionId: "s/2", mayRepeat: true };
  await Promise.all([submit({ ...both }, 1), submit({ ...both }, 2), submit({ ...both }, 1)]);
  expect(runs).toEqual(["1", "1", "2"]);
  // Each connection has its own, because its client alone says that the answer has arrived.
  expect(engine.scanMeta("once/")).toHaveLength(3);
});

test("a mutation whose commit failed is not remembered", async () => {
  const { engine, submit, runs } = counting();
  const flush = engine.flush.bind(engine);
  engine.flush = () => {
    engine.rollbackBatch();
    throw new Error("database or disk is full");
  };
  await expect(submit(first, 1)).rejects.toThrow("could not be written");
  engine.flush = flush;
  await submit(again, 1);
  expect(runs).toEqual(["1", "1"]);
});

test("records of mutations as earlier releases wrote them are found", async () => {
  const { engine, submit, runs } = counting();
  const period = Math.floor(Date.now() / (7 * 86_400_000));
  engine.putMeta(`once/${period - 1}/s%2F1/7`, '["123","\\"before\\"",[]]');
  engine.flush();
  expect(await submit(again, 7)).toEqual({ outcome: { ok: true, value: '"before"', logLines: [] }, ts: 123n, record: null });
  expect(runs).toEqual([]);
});
