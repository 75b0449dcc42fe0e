import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";

import { LimitChoice } from "./limit-choice.tsx";

afterEach(cleanup);

const words = { legend: "Robots", every: "Every robot", only: "Only these robots", find: "Find a robot" };
const robots = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, name: `arm-${index}` }));

function show(count: number, begin: readonly string[] | undefined) {
  const seen: (readonly string[] | undefined)[] = [];
  function Page() {
    const [value, setValue] = useState(begin);
    return (
      <LimitChoice
        words={words}
        things={robots(count)}
        value={value}
        onChange={(next) => {
          seen.push(next);
          setValue(next);
        }}
      />
    );
  }
  render(<Page />);
  return seen;
}

test("every one is the beginning, and 'only these' begins with none and says what that means", async () => {
  const seen = show(2, undefined);
  expect(screen.queryByRole("checkbox")).toBeNull();
  await userEvent.click(screen.getByRole("radio", { name: "Only these robots" }));
  expect(screen.getByRole("status").textContent).toBe("None is chosen, so none is allowed.");
  await userEvent.click(screen.getByRole("checkbox", { name: "arm-1" }));
  await userEvent.click(screen.getByRole("radio", { name: "Every robot" }));
  expect(seen).toEqual([[], ["r1"], undefined]);
});

test("what is named and not shown, a retired robot, stays named", async () => {
  const seen = show(2, ["retired", "r0"]);
  await userEvent.click(screen.getByRole("checkbox", { name: "arm-0" }));
  expect(seen).toEqual([["retired"]]);
});

test("of many, one is found by its name; with fifty no other can be added", async () => {
  const all = robots(50).map(({ id }) => id);
  show(60, all);
  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "arm-55" }).disabled).toBe(true);
  expect(screen.getByRole("status").textContent).toBe("At most 50 can be named.");
  await userEvent.type(screen.getByRole("searchbox", { name: "Find a robot" }), "ARM-5");
  expect(screen.getAllByRole("checkbox")).toHaveLength(11);
});
