import { expect, test } from "vitest";

import { bench } from "./agent.testing.ts";
import { readCode } from "./shown-code.ts";

const dryRun = { sessionId: "s", status: "active", mode: "dry_run" as const, version: 1 };
const settle = () => new Promise((done) => setTimeout(done));

test("a code is shown to whoever stands there, and the server hears it once", async () => {
  const shown: string[] = [];
  const b = bench({ showCode: (code, forMs) => void shown.push(`${code} for ${forMs}`) });
  b.server.session = dryRun;
  await b.agent.beat();
  b.server.presence = { id: "c1", code: "0417" };
  await b.agent.beat();
  await settle();
  expect(shown).toEqual(["0417 for 60000"]);
  expect(b.events).toContainEqual({ kind: "code", code: "0417", forMs: 60_000 });
  b.server.presence = null;
  await b.agent.beat();
  expect(b.sent.at(-1)).toMatchObject({ presenceShown: "c1" });
  await b.agent.beat();
  expect(b.sent.at(-1)?.presenceShown).toBeUndefined();
});

test("an answer that was lost is made up for: the newer code is shown, and told", async () => {
  const b = bench();
  b.server.session = dryRun;
  b.server.presence = { id: "c1", code: "1111" };
  await b.agent.beat();
  await settle();
  b.server.reachable = false;
  await b.agent.beat();
  expect(b.sent.at(-1)).toMatchObject({ presenceShown: "c1" });
  b.server.reachable = true;
  b.server.presence = { id: "c2", code: "2222" };
  await b.agent.beat();
  await settle();
  b.server.presence = null;
  await b.agent.beat();
  expect(b.sent.slice(-2).map(({ presenceShown }) => presenceShown)).toEqual(["c1", "c2"]);
});

test("a display that fails is not said to show anything, and is no fault of the arm", async () => {
  const b = bench({ showCode: () => Promise.reject(new Error("no screen")) });
  b.server.session = dryRun;
  b.server.presence = { id: "c1", code: "0417" };
  await b.agent.beat();
  await settle();
  b.server.presence = null;
  await b.agent.beat();
  expect(b.sent.at(-1)?.presenceShown).toBeUndefined();
  expect(b.events).toContainEqual({ kind: "code_unshown", message: "no screen" });
  expect(b.agent.summary).toMatchObject({ ok: true });
});

test("a display that hangs holds up no heartbeat, and a later code takes its place", async () => {
  const waiting: (() => void)[] = [];
  const b = bench({ showCode: (code) => (code === "1111" ? new Promise<void>((done) => waiting.push(done)) : undefined) });
  b.server.session = dryRun;
  b.server.presence = { id: "c1", code: "1111" };
  expect(await b.agent.beat()).toBe(true);
  b.server.presence = { id: "c2", code: "2222" };
  expect(await b.agent.beat()).toBe(true);
  await settle();
  for (const done of waiting) done();
  await settle();
  b.server.presence = null;
  await b.agent.beat();
  expect(b.sent.at(-1)).toMatchObject({ presenceShown: "c2" });
});

test.each([
  [undefined],
  [null],
  ["0417"],
  [{}],
  [{ id: "c", code: 417, expiresAt: 9 }],
  [{ id: "c", code: "abcd", expiresAt: 9 }],
  [{ id: 1, code: "0417", expiresAt: 9 }],
  [{ id: "c", code: "0417", expiresAt: 5 }],
])("what cannot be read as a code shows nothing: %j", (presence) => {
  expect(readCode({ ok: true, serverTime: 5, presence })).toBeNull();
  expect(readCode({ ok: true, serverTime: 5, presence: { id: "c", code: "0417", expiresAt: 6 } })).toEqual({
    id: "c",
    code: "0417",
    forMs: 1,
  });
});
