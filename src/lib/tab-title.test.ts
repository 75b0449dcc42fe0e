import { expect, test } from "vitest";

import { withCount } from "./tab-title.ts";

test.each([
  ["Fleet · Reflex Console", 3, "(3) Fleet · Reflex Console"],
  ["(3) Fleet · Reflex Console", 4, "(4) Fleet · Reflex Console"],
  ["(99+) Fleet · Reflex Console", 0, "Fleet · Reflex Console"],
  ["Fleet · Reflex Console", 100, "(99+) Fleet · Reflex Console"],
  ["▲ APPLYING · arm-1", 2, "▲ APPLYING · arm-1"],
  ["(2) ▲ APPLYING · arm-1", 2, "▲ APPLYING · arm-1"],
])("%j with %d unread is %j", (title, count, expected) => {
  expect(withCount(title, count)).toBe(expected);
});
