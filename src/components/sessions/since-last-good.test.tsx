import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test } from "vitest";

import type { SinceLastGood } from "#src/api/receipts.ts";

import { SinceLastGoodView } from "./since-last-good.tsx";

afterEach(cleanup);

type Receipt = NonNullable<SinceLastGood["receipt"]>;
const receipt: Receipt = { id: "r1" as Receipt["id"], sequence: 12, timestamp: 0 };
const show = (answer: Partial<SinceLastGood>) =>
  render(
    <MemoryRouter>
      <SinceLastGoodView answer={{ receipt, looked: 3, changes: [], ...answer }} now={7_200_000} />
    </MemoryRouter>,
  ).container.textContent;

test("a run that is set up the same says so, and of which receipt that is true", () => {
  expect(show({})).toMatch(/^Set up the same\.Compared with receipt #12 of 2 h ago/);
  expect(screen.getByRole("link", { name: "#12" }).getAttribute("href")).toBe("/receipts/r1");
});

test("everything that is otherwise is named, with what it was and is", () => {
  const text = show({
    changes: [
      { what: "calibration", before: "cal-1", now: "cal-2" },
      { what: "robotSchema", before: null, now: "so101 v2" },
    ],
  });
  expect(text).toContain("2 things are set up otherwise.");
  expect(screen.getAllByRole("definition").map((each) => each.textContent)).toEqual(["cal-1 → cal-2", "none → so101 v2"]);
  expect(screen.getAllByRole("term").map((each) => each.textContent)).toEqual(["Calibration", "Robot schema"]);
});

test("without such a run, it is said whether there were others", () => {
  expect(show({ receipt: null, looked: 0 })).toBe("This robot has no receipts yet: nothing to compare with.");
  cleanup();
  expect(show({ receipt: null, looked: 7 })).toBe("None of the 7 receipts of this robot was of a run that moved it and was judged good.");
});
