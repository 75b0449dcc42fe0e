import { expect, test } from "vitest";

import { filterOf, sessionSearchFrom } from "./params.ts";

test("the address says the filter", () => {
  expect(filterOf(sessionSearchFrom(new URLSearchParams("status=closed&robot=r1")))).toEqual({ status: "closed", robotId: "r1" });
  expect(filterOf(sessionSearchFrom(new URLSearchParams("status=all")))).toEqual({});
});

test("an address nobody wrote shows what is open", () => {
  expect(filterOf(sessionSearchFrom(new URLSearchParams("status=nonsense")))).toEqual({ status: "open" });
  expect(filterOf(sessionSearchFrom(new URLSearchParams()))).toEqual({ status: "open" });
});
