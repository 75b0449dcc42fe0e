import { expect, test } from "vitest";

import { so101 } from "../../fixtures.testing";
import { readSchemaDocument } from "./schemaDocument";

const { action } = so101.actions;
const withAction = (change: Record<string, unknown>) => ({ ...so101, actions: { action: { ...action, ...change } } });
const paths = (document: unknown) => {
  const read = readSchemaDocument(document);
  return read.ok ? [] : read.problems.map((problem) => problem.path);
};

test("the example arm is read whole", () => {
  const read = readSchemaDocument(so101);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  expect(read.summary).toMatchObject({
    actionShape: [6],
    safeStop: { kind: "hold", values: null },
    controlHz: 25,
    observations: ["state", "front"],
  });
  expect(read.summary.limits[5]).toEqual({ lower: -0.174533, upper: 1.74533 });
});

test.each([
  [{ limits: action.limits.map(({ lower, upper }) => [lower, upper]) }],
  [{ limits: { lower: action.limits.map((l) => l.lower), upper: action.limits.map((l) => l.upper) } }],
  [{ limits: { min: action.limits.map((l) => l.lower), max: action.limits.map((l) => l.upper) } }],
  [{ limits: action.limits.map(({ lower, upper }) => ({ min: lower, max: upper })) }],
])("limits may be written in more than one way", (change) => {
  const read = readSchemaDocument(withAction(change));
  expect(read.ok && read.summary.limits[0]).toEqual({ lower: -1.91986, upper: 1.91986 });
});

test.each([
  ["hold", { kind: "hold", values: null }],
  [{ mode: "hold" }, { kind: "hold", values: null }],
  [
    { mode: "park", values: [0, 0, 0, 0, 0, 0] },
    { kind: "park", values: [0, 0, 0, 0, 0, 0] },
  ],
  [{ kind: "hold" }, { kind: "hold", values: null }],
  [{ type: "hold" }, { kind: "hold", values: null }],
  [
    { kind: "values", values: [0, 0, 0, 0, 0, 0] },
    { kind: "values", values: [0, 0, 0, 0, 0, 0] },
  ],
  [[0, 0, 0, 0, 0, 0], { kind: "values", values: [0, 0, 0, 0, 0, 0] }],
  [undefined, null],
  [null, null],
])("the safe stop %j is read as %j", (safe_stop, expected) => {
  const read = readSchemaDocument(withAction({ safe_stop }));
  expect(read.ok && read.summary.safeStop).toEqual(expected);
});

test.each<[unknown, string[]]>([
  [null, ["$"]],
  [[], ["$"]],
  ["text", ["$"]],
  [{}, ["$.actions"]],
  [{ actions: {} }, ["$.actions.action"]],
  [{ actions: { action: {} } }, ["$.actions.action.shape"]],
  [withAction({ shape: [] }), ["$.actions.action.shape"]],
  [withAction({ shape: [6.5] }), ["$.actions.action.shape[0]"]],
  [withAction({ shape: [65], names: undefined, limits: undefined }), ["$.actions.action.shape[0]"]],
  [withAction({ names: ["a"] }), ["$.actions.action.names"]],
  [withAction({ names: ["a", "a", "c", "d", "e", "f"] }), ["$.actions.action.names[1]"]],
  [withAction({ limits: 3 }), ["$.actions.action.limits"]],
  [withAction({ limits: [[0, 1]] }), ["$.actions.action.limits"]],
  [withAction({ limits: action.limits.map(() => [1, 1]) }).actions.action.limits, ["$"]],
  [withAction({ limits: [[1, 0], ...action.limits.slice(1)] }), ["$.actions.action.limits[0]"]],
  [withAction({ limits: [["0", 1], ...action.limits.slice(1)] }), ["$.actions.action.limits[0].lower"]],
  [withAction({ safe_stop: true }), ["$.actions.action.safe_stop"]],
  [withAction({ safe_stop: {} }), ["$.actions.action.safe_stop.mode"]],
  [withAction({ safe_stop: [0, 0] }), ["$.actions.action.safe_stop"]],
  [withAction({ safe_stop: [9, 0, 0, 0, 0, 0] }), ["$.actions.action.safe_stop[0]"]],
  [withAction({ safe_stop: { kind: "v", values: [0, 0, 0, 0, 0, "0"] } }), ["$.actions.action.safe_stop.values[5]"]],
  [{ ...so101, control_hz: 0 }, ["$.control_hz"]],
  [withAction({ control_hz: "25" }), ["$.actions.action.control_hz"]],
  [{ ...so101, observations: [] }, ["$.observations"]],
])("%# is refused at the right place", (document, expected) => {
  expect(paths(document)).toEqual(expected);
});

test("every problem is named, not only the first", () => {
  expect(paths(withAction({ names: ["a"], limits: [], safe_stop: 1, control_hz: -1 }))).toHaveLength(4);
});
