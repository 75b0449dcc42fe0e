import { expect, test } from "vitest";

import type { Deployment } from "#src/api/deployments.ts";

import { blank, draftOfValues, nextName, valuesOf } from "./deployment-values.ts";

const existing = {
  id: "d1",
  name: "pick",
  modelId: null,
  artifactId: "acme/pick@3",
  robotSchemaId: "s1",
  runtime: "cloud",
  mode: "apply_actions",
  spec: '{"a":1}',
} as unknown as Deployment;
const schemas = [{ id: "s1" }];

test("an existing deployment fills the form, and the form without a change makes the same", () => {
  const values = valuesOf(existing);
  expect(values).toEqual({
    name: "pick",
    modelId: "acme/pick@3",
    robotSchemaId: "s1",
    runtime: "cloud",
    mode: "apply_actions",
    spec: '{\n  "a": 1\n}',
  });
  const { spec, ...draft } = draftOfValues(values, existing, schemas);
  expect(draft).toEqual({
    name: "pick",
    artifactId: "acme/pick@3",
    robotSchemaId: "s1",
    runtime: "cloud",
    mode: "apply_actions",
    from: "d1",
  });
  expect(JSON.parse(spec ?? "")).toEqual({ a: 1 });
});

test("another model is a model id, and what is empty or not ours is not given", () => {
  expect(draftOfValues({ ...valuesOf(existing), modelId: "pi0.5 " }, existing, [])).toMatchObject({ modelId: "pi0.5", from: "d1" });
  const draft = draftOfValues({ ...blank, name: " a ", modelId: "m", runtime: " ", robotSchemaId: "theirs" }, null, schemas);
  expect(draft).toEqual({ name: "a", modelId: "m", mode: "dry_run" });
});

test.each([
  ["pick", "pick 2"],
  ["pick 2", "pick 3"],
  ["pick 99", "pick 100"],
  ["pick2", "pick2 2"],
  ["2", "2 2"],
])("after %j comes %j", (name, next) => {
  expect(nextName(name)).toBe(next);
});
