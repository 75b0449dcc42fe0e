import { expect, test } from "vitest";

import { loadViews, storeViews, withView } from "./own-views.ts";

test("saved views: by name, the newest last, and broken storage is no views", () => {
  let kept = "";
  const views = withView(withView([{ name: "night", query: "show=late" }], { name: "hot", query: "sort=temperature" }), {
    name: "night",
    query: "show=offline",
  });
  storeViews("fleet", views, { setItem: (_key, value) => void (kept = value) });
  expect(loadViews("fleet", { getItem: () => kept })).toEqual([
    { name: "hot", query: "sort=temperature" },
    { name: "night", query: "show=offline" },
  ]);
  expect(loadViews("fleet", { getItem: () => "{" })).toEqual([]);
  expect(loadViews("fleet", { getItem: () => '[{"name":1}]' })).toEqual([]);
});
