import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { LiveFacts } from "./live-facts.tsx";

afterEach(cleanup);

const show = (heardAt: number | null, oldAfterMs: number, isLive = true) =>
  render(<LiveFacts facts={[{ name: "Steps", value: "640" }]} heardAt={heardAt} now={100_000} oldAfterMs={oldAfterMs} isLive={isLive} />);

test("a fresh value stands plainly", () => {
  show(99_500, 3_000);
  expect(screen.getByText("640").className).not.toMatch(/stale/);
});

test("an old value is greyed where it stands and says how old it is", () => {
  show(88_000, 3_000);
  const value = screen.getByText("640");
  expect(value.className).toMatch(/stale-value/);
  expect(value.textContent).toMatch(/12 s ago/);
  expect(screen.getByText(/these values are old/)).toBeTruthy();
});

test("without a connection even the youngest value is old", () => {
  show(99_900, 0);
  expect(screen.getByText("640").className).toMatch(/stale-value/);
});

test("the numbers of a closed session are final, not old", () => {
  show(1_000, 3_000, false);
  expect(screen.getByText("640").className).not.toMatch(/stale/);
  expect(screen.getByRole("heading", { name: "Final numbers" })).toBeTruthy();
});
