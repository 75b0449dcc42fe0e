import { expect, test } from "vitest";

import { readUserCode } from "./user-code.ts";

test("a code is read however it was typed", () => {
  expect(readUserCode(" bcdf ghjk")).toBe("BCDF-GHJK");
  expect(readUserCode("BCDF-GHJK")).toBe("BCDF-GHJK");
});

test("an incomplete code is none", () => {
  expect(readUserCode("BCDF-GHJ")).toBeNull();
  expect(readUserCode("")).toBeNull();
});
