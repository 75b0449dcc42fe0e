import { expect, test } from "vitest";

import { MAX_SPEC_BYTES, readSpecFile } from "./spec-file.ts";

test("a YAML spec with snake_case names fills the form", () => {
  const result = readSpecFile("pick.yaml", "name: Pick\nmodel_id: acme/pi05-pick\nrobot_schema_id: s1\nruntime: prime\n");
  expect(result).toEqual({
    kind: "ok",
    notices: [],
    draft: {
      name: "Pick",
      modelId: "acme/pi05-pick",
      robotSchemaId: "s1",
      runtime: "prime",
      mode: "dry_run",
      spec: { name: "Pick", model_id: "acme/pi05-pick", robot_schema_id: "s1", runtime: "prime" },
    },
  });
});

test("an artifact reference stands in for the model", () => {
  for (const artifact of ["artifact: a-1", "artifactId: a-1", "artifact_id: a-1", "artifact: {id: a-1}"]) {
    const result = readSpecFile("spec.yml", `name: Pick\n${artifact}\n`);
    expect(result.kind === "ok" && result.draft.modelId).toBe("a-1");
  }
});

test("every problem of a file is named at once", () => {
  expect(readSpecFile("spec.json", `{"mode": "fast"}`)).toEqual({
    kind: "refused",
    problems: [
      "`name` is missing.",
      "One of `modelId`, `model_id` or an artifact reference is missing.",
      "`mode` must be `dry_run` or `apply_actions`.",
    ],
  });
});

test("a default of apply_actions is said aloud", () => {
  const result = readSpecFile("spec.json", `{"name":"a","modelId":"m","mode":"apply_actions"}`);
  expect(result.kind === "ok" && result.notices[0]).toMatch(/must be promoted/);
});

test.each([
  ["spec.json", "{", /not valid JSON/],
  ["spec.yaml", "a: [", /not valid YAML/],
  ["spec.yaml", "- a", /one object/],
  ["spec.yaml", "  ", /empty/],
  ["spec.yaml", "x".repeat(MAX_SPEC_BYTES + 1), /larger than 256 KiB/],
])("%s with %j is refused in words", (name, text, words) => {
  const result = readSpecFile(name, text);
  expect(result.kind === "refused" && result.problems[0]).toMatch(words);
});
