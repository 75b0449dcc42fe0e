import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test } from "vitest";

import type { Readiness } from "#src/api/deployments.ts";
import type { RobotId } from "#src/api/robots.ts";

import { chosenRobot } from "./doctor-section.tsx";
import { ReadinessList } from "./readiness-list.tsx";

afterEach(cleanup);

const now = 1_000_000;
const id = (name: string) => name as RobotId;
const place = (name: string | null, more: Partial<Readiness["places"][number]> = {}): Readiness["places"][number] => ({
  robotId: name === null ? null : id(name),
  robotName: name,
  passed: true,
  checkedAt: now - 120_000,
  staleAt: now + 1,
  outdated: false,
  failed: [],
  warned: [],
  ...more,
});

const show = (places: Readiness["places"], more = false) => {
  render(
    <MemoryRouter>
      <ReadinessList readiness={{ newest: null, places, more }} chosen="b" now={now} />
    </MemoryRouter>,
  );
  return screen.queryAllByRole("link").map((link) => link.textContent);
};

test("each place says whether it is ready, why not, and how old that is", () => {
  const rows = show([
    place("a", { warned: ["clock"] }),
    place("b", { passed: false, failed: ["link", "safe stop"], warned: ["clock"] }),
    place("c", { outdated: true }),
    place("d", { staleAt: now - 1 }),
    place(null),
  ]);
  expect(rows).toEqual([
    "ReadyaTo know: Clock2 min ago",
    "Not readybFails: Link, Safe stop2 min ago",
    "Stale reportc2 min ago",
    "Stale reportd2 min ago",
    "ReadyThe deployment alone2 min ago",
  ]);
  expect(screen.getByRole("link", { current: true }).textContent).toContain("Not ready");
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
    "/?robot=a",
    "/?robot=b",
    "/?robot=c",
    "/?robot=d",
    "/?robot=alone",
  ]);
});

test("one report says it all by itself", () => {
  expect(show([place("a")])).toEqual([]);
});

test("that there are more robots is said", () => {
  show([place("a"), place("b")], true);
  expect(screen.getByText(/more robots than are listed/)).toBeTruthy();
});

test("a choice that is not there falls back to what was checked last", () => {
  const robots = [{ id: id("a") }, { id: id("b") }];
  expect(chosenRobot(null, robots, id("b"))).toBe("b");
  expect(chosenRobot("a", robots, id("b"))).toBe("a");
  expect(chosenRobot("gone", robots, id("b"))).toBe("b");
  expect(chosenRobot("alone", robots, id("b"))).toBe(null);
  expect(chosenRobot(null, robots, null)).toBe(null);
});
