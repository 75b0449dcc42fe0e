import { expect, test } from "vitest";

import { pathSteps, readLocated } from "./located-document.ts";

const yaml = `name: arm
actions:
  action:
    shape: [50, 6]
    limits:
      - {lower: -1, upper: 1}
      - {lower: 2, upper: 1}
`;

test("a fault is shown at its line in YAML", () => {
  const read = readLocated(yaml);
  if (read.kind !== "read") throw new Error("should be readable");
  expect(read.placeOf("$.actions.action.limits[1]")).toEqual({ line: 7, column: 9 });
  expect(read.placeOf("$.actions.action.shape[1]").line).toBe(4);
});

test("and in JSON, at the nearest parent of what is missing", () => {
  const read = readLocated(`{\n  "actions": {\n    "action": { "shape": [6] }\n  }\n}`);
  if (read.kind !== "read") throw new Error("should be readable");
  expect(read.value).toEqual({ actions: { action: { shape: [6] } } });
  expect(read.placeOf("$.actions.action.safe_stop.kind").line).toBe(3);
  expect(read.placeOf("$")).toEqual({ line: 1, column: 1 });
});

test("broken text names its line", () => {
  const read = readLocated("a: 1\nb: [1, 2\nc: 3\n");
  expect(read.kind).toBe("broken");
  if (read.kind === "broken") expect(read.problems[0]?.line).toBeGreaterThanOrEqual(2);
});

test("the same key twice is a fault, not a silent overwrite", () => {
  expect(readLocated('{"a": 1, "a": 2}').kind).toBe("broken");
});

test("paths are read step by step", () => {
  expect(pathSteps("$.a.b[2].c")).toEqual(["a", "b", 2, "c"]);
  expect(pathSteps("$")).toEqual([]);
});
