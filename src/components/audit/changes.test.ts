import { expect, test } from "vitest";

import { changesOf } from "./changes.ts";

const of = (before: unknown, after: unknown) =>
  changesOf(before === null ? null : JSON.stringify(before), after === null ? null : JSON.stringify(after)).map(
    ({ field, before: old, after: now }) => [field, old, now],
  );

test("only what differs, also inside, and lists as one", () => {
  expect(
    of(
      { role: "viewer", policy: { steps: 1, budget: 600 }, kinds: ["a"] },
      { role: "viewer", policy: { steps: 2, budget: 600 }, kinds: ["a", "b"] },
    ),
  ).toEqual([
    ["policy.steps", "1", "2"],
    ["kinds", '["a"]', '["a","b"]'],
  ]);
});

test("what was made has no before, what was removed no after", () => {
  expect(of(null, { name: "arm-1" })).toEqual([["name", "", "arm-1"]]);
  expect(of({ name: "arm-1" }, null)).toEqual([["name", "arm-1", ""]]);
  expect(of({ link: null }, { link: "on" })).toEqual([["link", "null", "on"]]);
  expect(of(null, null)).toEqual([]);
  expect(changesOf("broken {", "ok")).toEqual([{ field: "value", before: "broken {", after: "ok" }]);
});
