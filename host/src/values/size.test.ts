import fc from "fast-check";
import { convexToJson, getConvexSize, type Value } from "convex/values";
import { expect, test } from "vitest";
import type { Json } from "./json.ts";
import { describeTooLarge, describeUnstorable, sizeOf } from "./size.ts";

test("sizes are those of the convex package", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.string({ unit: "grapheme" }), fc.bigInt(-9n, 9n)),
      fc.uint8Array().map((bytes) => bytes.slice().buffer),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (v) => {
      expect(sizeOf(convexToJson(v))).toBe(getConvexSize(v));
    }),
  );
});

test("limits are refused with the number that was exceeded", () => {
  const nest = (depth: number): Json => (depth === 0 ? 1 : [nest(depth - 1)]);
  expect(describeUnstorable(nest(16), 16)).toBeNull();
  expect(describeUnstorable(nest(17), 16)).toBe("Value is too nested (nested 17 levels deep > maximum nesting 16)");
  expect(describeUnstorable(Array(8193).fill(0), 16)).toBe("Array length is too long (8193 > maximum length 8192)");
  const wide = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, 0]));
  expect(describeUnstorable(wide(1024), 16)).toBeNull();
  expect(describeUnstorable(wide(1025), 16)).toBe("Object has too many fields (1025 > maximum number 1024)");
  expect(describeTooLarge(1024 * 1024)).toBeNull();
  expect(describeTooLarge(1.2 * 1024 * 1024)).toBe("Value is too large (1.20 MiB > maximum size 1 MiB)");
});

test("reserved and malformed fields are refused", () => {
  expect(describeUnstorable({ $x: 1 }, 16)).toContain("starts with a '$'");
  expect(describeUnstorable({ a: { $integer: 1 } }, 16)).toBe("Malformed $integer field");
  expect(describeUnstorable({ a: { $integer: "AA==" } }, 16)).toContain("expected 8 bytes");
  expect(describeUnstorable({ $integer: "AQAAAAAAAAA=", x: 1 }, 16)).toContain("reserved");
  expect(describeUnstorable({ "": 1 }, 16)).toContain("empty");
  expect(describeUnstorable({ é: 1 }, 16)).toContain("ASCII");
});
