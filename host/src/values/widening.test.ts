import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "./json.ts";
import { checkValue, type ValidatorJson } from "./validate.ts";
import { isWider } from "./widening.ts";

const fieldName = fc.constantFrom("a", "b");
const { validator } = fc.letrec<{ validator: ValidatorJson }>((tie) => ({
  validator: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<ValidatorJson>({ type: "null" }, { type: "string" }, { type: "number" }, { type: "boolean" }, { type: "any" }),
    fc.constantFrom<ValidatorJson>({ type: "literal", value: "x" }, { type: "literal", value: 1 }, { type: "literal", value: true }),
    fc.record({ type: fc.constant("array" as const), value: tie("validator") }),
    fc.record({ type: fc.constant("union" as const), value: fc.array(tie("validator"), { maxLength: 3 }) }),
    fc.record({
      type: fc.constant("record" as const),
      keys: fc.constant<ValidatorJson>({ type: "string" }),
      values: fc.record({ fieldType: tie("validator"), optional: fc.constant(false) }),
    }),
    fc.record({
      type: fc.constant("object" as const),
      value: fc.dictionary(fieldName, fc.record({ fieldType: tie("validator"), optional: fc.boolean() }), { noNullPrototype: true }),
    }),
  ),
}));

/** A value that the validator accepts; undefined when there is none. */
function sample(of: ValidatorJson, pick: (below: number) => number): Json | undefined {
  switch (of.type) {
    case "any":
      return ["x", 1, null, [], { a: 1 }][pick(5)];
    case "null":
      return null;
    case "string":
      return ["x", "", "y"][pick(3)];
    case "number":
      return [1, 2.5][pick(2)];
    case "boolean":
      return pick(2) === 0;
    case "literal":
      return of.value;
    case "array": {
      const inner = sample(of.value, pick);
      return inner === undefined || pick(3) === 0 ? [] : [inner];
    }
    case "record": {
      const inner = sample(of.values.fieldType, pick);
      return inner === undefined ? {} : { key: inner };
    }
    case "union":
      return of.value.length === 0 ? undefined : sample(of.value[pick(of.value.length)] ?? { type: "null" }, pick);
    case "object": {
      const made: Record<string, Json> = {};
      for (const [name, { fieldType, optional }] of Object.entries(of.value)) {
        const inner = optional && pick(2) === 0 ? undefined : sample(fieldType, pick);
        if (inner !== undefined) made[name] = inner;
        else if (!optional) return undefined;
      }
      return made;
    }
    default:
      return undefined;
  }
}

test("what was accepted before is accepted by a wider one", () => {
  let wider = 0;
  fc.assert(
    fc.property(validator, validator, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (after, before, dice) => {
      if (!isWider(after, before)) return;
      let at = 0;
      const value = sample(before, (below) => (dice[at++ % dice.length] ?? 0) % below);
      if (value === undefined || checkValue(before, value, () => null) !== null) return;
      wider += 1;
      expect(checkValue(after, value, () => null)).toBeNull();
    }),
    { numRuns: 5000 },
  );
  expect(wider).toBeGreaterThan(300);
});

test("the usual changes of a schema are known", () => {
  const object = (value: Record<string, [ValidatorJson, boolean]>): ValidatorJson => ({
    type: "object",
    value: Object.fromEntries(Object.entries(value).map(([name, [fieldType, optional]]) => [name, { fieldType, optional }])),
  });
  const [text, number]: ValidatorJson[] = [{ type: "string" }, { type: "number" }] as const;
  const before = object({ a: [text, false] });
  const union: ValidatorJson = { type: "union", value: [text, number] };
  expect(isWider(before, before)).toBe(true);
  expect(isWider(object({ a: [text, false], b: [number, true] }), before)).toBe(true);
  expect(isWider(object({ a: [text, true] }), before)).toBe(true);
  expect(isWider(object({ a: [union, false] }), before)).toBe(true);
  expect(isWider(object({ a: [text, false], b: [number, false] }), before)).toBe(false);
  expect(isWider(object({}), before)).toBe(false);
  expect(isWider(before, object({ a: [text, true] }))).toBe(false);
  expect(isWider(before, object({ a: [union, false] }))).toBe(false);
  expect(isWider({ type: "id", tableName: "x" }, { type: "id", tableName: "y" })).toBe(false);
});
