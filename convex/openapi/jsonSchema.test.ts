import { v, type Validator, type ValidatorJSON } from "convex/values";
import { expect, test } from "vitest";

import { schemaOf } from "./jsonSchema";

const json = (validator: Validator<unknown, "required", string>): ValidatorJSON => (validator as unknown as { json: ValidatorJSON }).json;
const plain = { describe: () => ({}), reference: () => null, isClosed: () => true };

test.each([
  ["text", v.string(), { type: "string" }],
  ["a number", v.number(), { type: "number" }],
  ["an id", v.id("robots"), { type: "string" }],
  ["anything", v.any(), {}],
  ["false alone", v.literal(false), { type: "boolean", enum: [false] }],
  ["one word", v.literal("ok"), { const: "ok" }],
  ["one of several words", v.union(v.literal("a"), v.literal("b")), { type: "string", enum: ["a", "b"] }],
  ["a word or null", v.union(v.literal("a"), v.null()), { type: ["string", "null"], enum: ["a", null] }],
  [
    "a choice within a choice",
    v.union(v.union(v.literal("a"), v.literal("b")), v.null()),
    { type: ["string", "null"], enum: ["a", "b", null] },
  ],
  ["a number or null", v.union(v.number(), v.null()), { type: ["number", "null"] }],
  ["null alone", v.union(v.null()), { type: "null" }],
  ["text or a number", v.union(v.string(), v.number()), { anyOf: [{ type: "string" }, { type: "number" }] }],
  [
    "one of several words or null or a number",
    v.union(v.literal("a"), v.number(), v.null()),
    { anyOf: [{ const: "a" }, { type: "number" }, { type: "null" }] },
  ],
  ["a list", v.array(v.boolean()), { type: "array", items: { type: "boolean" } }],
  ["a table of numbers", v.record(v.string(), v.number()), { type: "object", additionalProperties: { type: "number" } }],
])("%s", (_name, validator, schema) => {
  expect(schemaOf(json(validator), plain)).toEqual(schema);
});

test("an object says what it needs, what it may have, and that there is nothing else", () => {
  const validator = v.object({ name: v.string(), note: v.optional(v.string()) });
  expect(schemaOf(json(validator), plain)).toEqual({
    type: "object",
    properties: { name: { type: "string" }, note: { type: "string" } },
    required: ["name"],
    additionalProperties: false,
  });
});

test("an object that may get more fields one day does not say that there is nothing else", () => {
  expect(schemaOf(json(v.object({})), { ...plain, isClosed: () => false })).toEqual({ type: "object", properties: {} });
});

test("a field is described by the way to it, also within lists", () => {
  const validator = v.object({ rows: v.array(v.object({ at: v.number() })) });
  const seen: string[] = [];
  schemaOf(json(validator), { ...plain, describe: (path) => (seen.push(path.join(".")), {}) }, ["listReceipts"]);
  expect(seen).toEqual(["listReceipts.rows.at", "listReceipts.rows"]);
});

test("what has a name of its own is referred to", () => {
  const row = v.object({ id: v.string() });
  const reference = (value: ValidatorJSON) => (JSON.stringify(value) === JSON.stringify(json(row)) ? "#/components/schemas/Row" : null);
  const nullable = json(v.object({ row: v.union(row, v.null()) }));
  expect(schemaOf(nullable, { ...plain, reference }).properties?.["row"]).toEqual({
    anyOf: [{ $ref: "#/components/schemas/Row" }, { type: "null" }],
  });
});

test("what JSON cannot say is a fault of the wire, not of the document", () => {
  expect(() => schemaOf(json(v.object({ big: v.int64() })), plain, ["answer"])).toThrow("answer.big: bigint has no plain JSON form");
});
