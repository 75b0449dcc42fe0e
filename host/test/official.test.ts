import path from "node:path";

import { expect, test } from "vitest";

import { eventually, startHost } from "./setup.ts";

const functions = path.join(import.meta.dirname, "app-official");

test("the official components run unmodified", { timeout: 60_000 }, async () => {
  const host = await startHost({ functions });
  const run = (name: string, args = {}) => host.run(`components:${name}`, args);

  // @convex-dev/workpool retries in the background; the others are tried meanwhile.
  await run("work", { name: "steady", failures: 0 });
  await run("work", { name: "flaky", failures: 2 });
  await run("work", { name: "hopeless", failures: 9 });

  // @convex-dev/rate-limiter
  expect([await run("send", { key: "a" }), await run("send", { key: "a" }), await run("send", { key: "a" }), await run("send", { key: "a" }), await run("send", { key: "b" })]).toEqual([true, true, true, false, true]);

  // @convex-dev/aggregate
  for (const points of [5, 30, 7]) await run("score", { player: "ada", points });
  await run("score", { player: "bo", points: 1 });
  expect(await run("total", { player: "ada" })).toEqual({ count: 3, points: 42, best: 30 });

  // @convex-dev/migrations
  expect(await run("unchecked")).toBe(4);
  await run("migrate", { fn: "components:checkScores" });
  await eventually(async () => (await run("unchecked")) === 0);

  const outcomes = async () => (await run("outcomes")) as string[];
  await eventually(async () => (await outcomes()).filter((what) => what.includes(":")).length === 3, 30_000);
  const ended = await outcomes();
  expect(ended.filter((what) => what.includes(":")).sort((a, b) => a.localeCompare(b))).toEqual(["flaky: flaky after 3", "hopeless: failed", "steady: steady after 1"]);
  expect(ended.filter((what) => what === "tried hopeless")).toHaveLength(3);

  // What docs/decisions/0018-official-components.md counts on.
  await run("costOf", { name: "send", args: { key: "c" } });
  expect(await run("costOf", { name: "send", args: { key: "c" } })).toEqual({ read: 2, written: 1, queries: 1 });
});
