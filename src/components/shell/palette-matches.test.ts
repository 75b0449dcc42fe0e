import { defaultFilter } from "cmdk";
import { expect, test } from "vitest";

import { paletteEntries } from "./palette-entries.ts";
import { bestMatches, mostShown } from "./palette-matches.ts";

const robots = Array.from({ length: 1_000 }, (_, index) => ({
  id: `id-${index}`,
  name: `arm-${String(index + 1).padStart(4, "0")}`,
  robotSchemaName: "so101",
}));
const groups = paletteEntries({
  robots,
  schemas: [],
  mayOperate: true,
  elsewhere: [],
  onSwitch: () => undefined,
  onStop: () => undefined,
  onHelp: () => undefined,
});
const score = (words: string, search: string) => defaultFilter(words, search);

test("without a search each group begins as it is offered, and says how much it holds back", () => {
  const { groups: shown, hidden } = bestMatches(groups, "", score);
  expect(shown.map(({ heading }) => heading)).toEqual(["Pages", "Robots", "Actions"]);
  expect(shown[1]?.entries).toHaveLength(mostShown);
  expect(hidden).toBe(1_000 - mostShown + 2_003 - mostShown);
  // Whoever opens it to look around sees every page.
  expect(shown[0]?.entries).toEqual(groups[0]?.entries);
});

test("a robot is found by its name, first of all, whichever it is", () => {
  const { groups: shown } = bestMatches(groups, "arm-0777", score);
  expect(shown[0]?.heading).toBe("Robots");
  expect(shown[0]?.entries[0]?.label).toBe("arm-0777");
  const actions = shown.find(({ heading }) => heading === "Actions")?.entries.map(({ label }) => label);
  expect(actions?.slice(0, 2).sort()).toEqual(["Authorize a session on arm-0777", "Pair arm-0777"]);
});

test("a robot is found by the beginning of its id", () => {
  const known = paletteEntries({
    robots: [...robots, { id: "kx7036p6jhpax5gak", name: "left", robotSchemaName: "so101" }],
    schemas: [],
    mayOperate: false,
    elsewhere: [],
    onSwitch: () => undefined,
    onStop: () => undefined,
    onHelp: () => undefined,
  });
  expect(bestMatches(known, "kx7036p6", score).groups.map(({ entries }) => entries.map(({ label }) => label))).toEqual([["left"]]);
});

test("the stop is found by typing stop, before any robot", () => {
  expect(bestMatches(groups, "stop", score).groups[0]?.entries[0]?.label).toBe("Software stop");
});

test("what matches nothing shows nothing", () => {
  expect(bestMatches(groups, "zzzzqq", score)).toEqual({ groups: [], hidden: 0 });
});
