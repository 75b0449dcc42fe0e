import fc from "fast-check";
import { compareValues, convexToJson, type Value } from "convex/values";
import { expect, test } from "vitest";
import { AFTER, encodeValue, floatJson, floatOf, integerJson, integerOf, valueAtPath } from "./order.ts";

const field = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_ ]{0,4}$/);
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), fc.stringMatching(/^[a\u0000b]{0,5}$/));
const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -3n, max: 3n }),
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324),
  text,
  fc.uint8Array({ maxLength: 5 }).map((bytes) => bytes.slice().buffer),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(field, tie("value"), { maxKeys: 3, noNullPrototype: true }) },
  ),
}));
const encode = (v: Value | undefined) => encodeValue(v === undefined ? undefined : convexToJson(v));
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

test("the order of the encodings is the order of the values", () => {
  fc.assert(
    fc.property(fc.option(value, { nil: undefined }), fc.option(value, { nil: undefined }), (a, b) => {
      expect(order(encode(a), encode(b))).toBe(Math.sign(compareValues(a, b)));
    }),
    { numRuns: 5000 },
  );
});

test("tuples of encodings order as tuples of values", () => {
  const tuple = fc.tuple(leaf, leaf);
  fc.assert(
    fc.property(tuple, tuple, (a, b) => {
      const expected = Math.sign(compareValues(a[0], b[0])) || Math.sign(compareValues(a[1], b[1]));
      expect(order(encode(a[0]) + encode(a[1]), encode(b[0]) + encode(b[1]))).toBe(expected);
    }),
    { numRuns: 3000 },
  );
});

test("everything that starts with a value lies below the value followed by the end mark, everything greater above", () => {
  fc.assert(
    fc.property(value, value, leaf, (a, b, next) => {
      const bound = encode(a) + AFTER;
      expect(encode(b) + encode(next) < bound).toBe(compareValues(b, a) <= 0);
    }),
    { numRuns: 3000 },
  );
});

test("numbers survive their JSON form", () => {
  for (const number of [0, -0, 1.5, Infinity, -Infinity]) expect(floatOf(floatJson(number))).toBe(number);
  expect(floatOf(floatJson(NaN))).toBeNaN();
  for (const integer of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) expect(integerOf(integerJson(integer))).toBe(integer);
  expect(integerOf(1)).toBeUndefined();
  expect(convexToJson(-5n)).toEqual(integerJson(-5n));
});

test("paths reach into nested objects and give undefined where a part is missing", () => {
  expect(valueAtPath({ a: { b: [1] } }, "a.b")).toEqual([1]);
  expect(valueAtPath({ a: { b: 1 } }, "a.c")).toBeUndefined();
  expect(valueAtPath({ a: null }, "a.c")).toBeUndefined();
  expect(valueAtPath({}, "toString")).toBeUndefined();
});
