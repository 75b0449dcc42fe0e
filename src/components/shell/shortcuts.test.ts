// @vitest-environment jsdom

import { expect, test } from "vitest";

import { isWriting, pressKey, shortcuts } from "./shortcuts.ts";

test("two keys within a second go somewhere; later, or another second key, they do nothing", () => {
  const g = pressKey("g", 0, null);
  expect(g.action).toBeNull();
  expect(pressKey("r", 900, g.pending).action).toEqual({ kind: "go", to: "/robots" });
  expect(pressKey("r", 1_100, g.pending).action).toBeNull();
  expect(pressKey("x", 100, g.pending)).toEqual({ action: null, pending: null });
});

test("one key acts at once", () => {
  expect(pressKey("?", 0, null).action).toEqual({ kind: "help" });
  expect(pressKey("/", 0, null).action).toEqual({ kind: "filter" });
});

test("no shortcut stands for two things", () => {
  const all = shortcuts.map(({ keys }) => keys.join(" "));
  expect(new Set(all).size).toBe(all.length);
});

test("in a field and in a dialog keys are letters", () => {
  document.body.innerHTML = '<input id="a"><div role="dialog"><button id="b"></button></div><button id="c"></button>';
  expect(["a", "b", "c"].map((id) => isWriting(document.querySelector(`#${id}`)))).toEqual([true, true, false]);
});
