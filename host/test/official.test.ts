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
  expect([
    await run("send", { key: "a" }),
    await run("send", { key: "a" }),
    await run("send", { key: "a" }),
    await run("send", { key: "a" }),
    await run("send", { key: "b" }),
  ]).toEqual([true, true, true, false, true]);

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
  expect(ended.filter((what) => what.includes(":")).sort((a, b) => a.localeCompare(b))).toEqual([
    "flaky: flaky after 3",
    "hopeless: failed",
    "steady: steady after 1",
  ]);
  expect(ended.filter((what) => what === "tried hopeless")).toHaveLength(3);

  // What docs/decisions/0018-official-components.md counts on.
  await run("costOf", { name: "send", args: { key: "c" } });
  expect(await run("costOf", { name: "send", args: { key: "c" } })).toEqual({ read: 2, written: 1, queries: 1 });
});

test(
  "convex-helpers runs unmodified: triggers, row rules, relations, filters, pages, merged streams, zod, limits",
  { timeout: 60_000 },
  async () => {
    const host = await startHost({ functions });
    const run = (name: string, args = {}) => host.run(`helpers:${name}`, args);
    for (const left of [1, 2, 3]) await run("put", { key: "a", left });
    for (const left of [4, 5]) await run("put", { key: "b", left });
    expect([await run("counts", { key: "a" }), await run("counts", { key: "b" })]).toEqual([[3], [2]]);
    expect(await run("even")).toEqual([2, 4]);
    expect(await run("visible")).toEqual([1, 2]);
    expect(await host.run("untyped:pages")).toEqual([[1, 2], [3, 4], [5]]);
    expect(await host.run("untyped:merged", { keys: ["b", "a"] })).toEqual([1, 2, 3]);
    expect(await host.run("untyped:checked", { email: "a@example.com" })).toBe("a@example.com");
    await expect(host.run("untyped:checked", { email: "nobody" })).rejects.toThrow("ZodError");
    expect([await run("limited"), await run("limited"), await run("limited")]).toEqual([true, true, false]);
    await run("clear", { key: "a" });
    expect(await run("counts", { key: "a" })).toEqual([0]);
  },
);
