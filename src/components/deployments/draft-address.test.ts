import fc from "fast-check";
import { expect, test } from "vitest";

import { blank, type DeploymentValues } from "./deployment-values.ts";
import { draftFrom, fragmentOf } from "./draft-address.ts";

test("a draft comes back from its address, whatever was typed", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  const drafts: fc.Arbitrary<DeploymentValues> = fc.record({
    name: text,
    modelId: text,
    robotSchemaId: text,
    runtime: text,
    mode: fc.constantFrom("dry_run" as const, "apply_actions" as const),
    spec: text,
  });
  fc.assert(
    fc.property(fc.option(fc.uuid()), drafts, drafts, (from, values, base) => {
      const fragment = fragmentOf(from, values, base);
      if (fragment === null) throw new Error("too long");
      const read = draftFrom(fragment);
      expect(read.from).toBe(from);
      expect({ ...base, ...read.changes }).toEqual(values);
    }),
  );
});

test("a blank draft has no fragment, and one that is too long for an address has none either", () => {
  expect(fragmentOf(null, blank, blank)).toBe("");
  expect(fragmentOf(null, { ...blank, spec: "x".repeat(9_000) }, blank)).toBeNull();
});

test("only what differs stands in the address, and what is not known is left out", () => {
  expect(fragmentOf("d1", { ...blank, name: "pick & place" }, blank)).toBe("#from=d1&name=pick+%26+place");
  expect(draftFrom("#mode=fly&color=red")).toEqual({ from: null, changes: {} });
  expect(draftFrom("")).toEqual({ from: null, changes: {} });
});
