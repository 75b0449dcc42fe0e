import { expect, test } from "vitest";

import { known } from "./known";

test.each([0, "", false, "x"])("%j is there", (value) => expect(known(value)).toBe(value));

test("null is thrown", () => expect(() => known(null)).toThrow("is not there"));
