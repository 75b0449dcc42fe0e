import { afterEach, expect, test, vi } from "vitest";

import { i18n, message } from "./message.ts";

afterEach(() => {
  vi.restoreAllMocks();
  i18n.activate("en");
});

const stops = ["Asked ", ["n", "plural", { one: ["#", " time"], other: ["#", " times"] }], " of ", ["name"], "."];

test("a message is filled in the language of the page, and in English where that has none", () => {
  expect(message("Robots")).toBe("Robots");
  expect(message(stops, { n: 1, name: "arm-1" })).toBe("Asked 1 time of arm-1.");
  i18n.loadAndActivate({
    locale: "de",
    messages: {
      Robots: "Roboter",
      [JSON.stringify(stops)]: [["name"], ": ", ["n", "plural", { one: ["#", "-mal"], other: ["#", "-mal"] }], " gefragt."] as never,
    },
  });
  expect(message("Robots")).toBe("Roboter");
  expect(message(stops, { n: 1_200, name: "arm-1" })).toBe("arm-1: 1.200-mal gefragt.");
  expect(message("Never translated")).toBe("Never translated");
});

test("what fails while a number is written costs its form, never the sentence: the report of a stop is made of these", () => {
  vi.spyOn(Intl, "NumberFormat").mockImplementation(() => {
    throw new Error("broken");
  });
  vi.spyOn(Intl, "PluralRules").mockImplementation(() => {
    throw new Error("broken");
  });
  expect(message(stops, { n: 7, name: "arm-1" })).toBe("Asked 7 times of arm-1.");
  expect(message([["kind", "select", { robot: ["Robot"], other: ["Thing"] }], " ", ["missing"], "!"], { kind: "robot" })).toBe("Robot !");
});
