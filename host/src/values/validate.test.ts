import { v, type GenericValidator } from "convex/values";
import { expect, test } from "vitest";
import type { Json } from "./json.ts";
import { checkDocument, checkValue, type ValidatorJson } from "./validate.ts";

// `.json` is how convex itself exports a validator; it is not part of the public type.
const exported = (validator: GenericValidator) => (validator as unknown as { json: ValidatorJson }).json;
const tableOfId = (id: string) => (id.startsWith("robot") ? "robots" : id.startsWith("session") ? "sessions" : null);
const check = (validator: GenericValidator, value: Json) => checkValue(exported(validator), value, tableOfId);

test("matching values pass", () => {
  const cases: [GenericValidator, Json][] = [
    [v.null(), null],
    [v.number(), 1.5],
    [v.number(), { $float: "AAAAAAAA+H8=" }],
    [v.int64(), { $integer: "AQAAAAAAAAA=" }],
    [v.int64(), { $commitTs: null }],
    [v.bytes(), { $bytes: "AQID" }],
    [v.any(), { anything: [1] }],
    [v.literal(2n), { $integer: "AgAAAAAAAAA=" }],
    [v.union(v.literal("a"), v.null()), null],
    [v.id("robots"), "robot1"],
    [v.array(v.string()), ["a"]],
    [v.record(v.string(), v.number()), { a: 1 }],
    [v.object({ a: v.optional(v.string()) }), {}],
  ];
  for (const [validator, value] of cases) expect(check(validator, value)).toBeNull();
});

test("a wrong type names the path, the value and the validator", () => {
  expect(check(v.object({ name: v.string() }), { name: 1 })).toBe(
    "Value does not match validator.\nPath: .name\nValue: 1.0\nValidator: v.string()",
  );
  expect(check(v.array(v.object({ n: v.int64() })), [{ n: 1 }])).toContain("Path: [0].n");
  expect(check(v.string(), { $integer: "AQAAAAAAAAA=" })).toBe("Value does not match validator.\nValue: 1\nValidator: v.string()");
  expect(check(v.union(v.literal("a"), v.literal(1)), "b")).toBe(
    'Value does not match validator.\nValue: "b"\nValidator: v.union(v.literal("a"), v.literal(1.0))',
  );
});

test("a missing field and an extra field are named", () => {
  expect(check(v.object({ name: v.string() }), {})).toBe(
    "Object is missing the required field `name`. Consider wrapping the field validator in `v.optional(...)` if this is expected.\n\nObject: {}\nValidator: v.object({name: v.string()})",
  );
  expect(check(v.object({ name: v.optional(v.string()) }), { nane: "x" })).toBe(
    'Object contains extra field `nane` that is not in the validator.\n\nObject: {nane: "…"}\nValidator: v.object({name: v.optional(v.string())})',
  );
  expect(check(v.object({ toString: v.string() }), {})).toContain("missing the required field `toString`");
});

test("no message repeats a text that stands beside the wrong field", () => {
  const call = v.object({ apiKey: v.string(), name: v.string(), more: v.array(v.object({ token: v.string() })) });
  const secrets = { apiKey: "secret-1", more: [{ token: "secret-2" }] };
  for (const wrong of [secrets, { ...secrets, name: "d", other: 1 }, { ...secrets, name: 5 }, { ...secrets, name: ["secret-3"] }]) {
    expect(check(call, wrong)).not.toBeNull();
    expect(check(call, wrong)).not.toContain("secret");
  }
  expect(check(v.union(call, v.null()), secrets)).not.toContain("secret");
});

test("an id of another table is refused by name, a text that is no id as any wrong value", () => {
  expect(check(v.id("robots"), "session1")).toBe(
    'Found ID "session1" from table `sessions`, which does not match the table name in validator `v.id("robots")`.',
  );
  expect(check(v.id("robots"), "nonsense")).toContain("Value does not match validator.");
});

test("a document may have its system fields, at its top only, also when its validator is a union", () => {
  const system = { _id: "robot1", _creationTime: 1 };
  const union = v.union(v.object({ kind: v.literal("a") }), v.object({ kind: v.literal("b"), n: v.object({ x: v.number() }) }));
  expect(checkDocument(exported(union), { ...system, kind: "a" }, tableOfId)).toBeNull();
  expect(checkDocument(exported(union), { ...system, kind: "b", n: { x: 1, _id: "robot1" } }, tableOfId)).not.toBeNull();
  expect(checkValue(exported(union), { ...system, kind: "a" }, tableOfId)).not.toBeNull();
});

test("a record checks keys and values", () => {
  expect(check(v.record(v.id("robots"), v.number()), { robot1: 1 })).toBeNull();
  expect(check(v.record(v.id("robots"), v.number()), { other: 1 })).toContain("Path: .other");
  expect(check(v.record(v.string(), v.number()), { a: "x" })).toContain("Path: .a");
});

test("a value that cannot be passed at all is refused whatever the validator says, however deep it is", () => {
  let nested: Json = 1;
  for (let i = 0; i < 100_000; i++) nested = [nested];
  expect(check(v.any(), nested)).toContain("maximum nesting 64");
  expect(check(v.any(), { a: { $integer: 5 } })).toBe("Malformed $integer field");
  expect(check(v.any(), { $what: 1 })).toContain("reserved");
});
