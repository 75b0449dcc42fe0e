import { afterEach, expect, test } from "vitest";

import { i18n } from "#src/i18n/message.ts";

import { formatNumber } from "./numbers.ts";

afterEach(() => i18n.activate("en"));

test("numbers have the separators of the page's language", () => {
  expect(formatNumber(1_234_567.891)).toBe("1,234,567.891");
  expect(formatNumber(0.5, 2, true)).toBe("0.50");
  i18n.loadAndActivate({ locale: "de", messages: {} });
  expect(formatNumber(1_234_567.891)).toBe("1.234.567,891");
  expect(formatNumber(12.345, 1)).toBe("12,3");
});

test("what is rounded to nothing has no sign", () => {
  expect([formatNumber(-0), formatNumber(-0.0004, 3, true), formatNumber(-0.0006, 3, true)]).toEqual(["0", "0.000", "-0.001"]);
});
