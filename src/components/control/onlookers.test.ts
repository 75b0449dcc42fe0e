import { expect, test } from "vitest";

import type { Watcher } from "#src/api/watchers.ts";

import { MOST_SILENT_MS, onlookersOf } from "./onlookers.ts";

const now = 1_000_000;
const page = (id: string, over: Partial<Watcher> = {}): Watcher => ({
  ...{
    tab: `${id} ${JSON.stringify(over)}`,
    by: { kind: "operator", id, name: id.toUpperCase() },
    device: "phone",
    isInSight: true,
    seenAt: now,
  },
  ...over,
});
const namesOf = (watchers: Watcher[], who = {}) => onlookersOf(watchers, now, who).others.map(({ by }) => by.name);

test("others by name, each once, without the caller and the holder", () => {
  expect(namesOf([page("cy"), page("bo"), page("bo", { device: "computer" }), page("me"), page("ho")], { me: "me", holder: "ho" })).toEqual(
    ["BO", "CY"],
  );
});

test("of a person the page in sight counts, then the one heard last", () => {
  const hidden = page("bo", { isInSight: false });
  const older = page("bo", { seenAt: now - 1_000 });
  const newer = page("bo", { seenAt: now - 500, device: "tablet" });
  for (const order of [
    [hidden, older, newer],
    [newer, older, hidden],
  ])
    expect(onlookersOf(order, now, { holder: "bo" }).holder).toBe(newer);
});

test("a page that is silent for too long looks on no more", () => {
  const silent = (ms: number) => page("bo", { seenAt: now - ms });
  expect(namesOf([silent(MOST_SILENT_MS)])).toEqual(["BO"]);
  expect(namesOf([silent(MOST_SILENT_MS + 1)])).toEqual([]);
  expect(onlookersOf([silent(MOST_SILENT_MS + 1)], now, { holder: "bo" }).holder).toBeNull();
});
