import { expect, test } from "vitest";

import { linkAt, linkSinceAt } from "./link.ts";

const online = { link: "online", lastSeenAt: 10_000, intervalMs: 1_000 } as const;

test("silence ages an online robot by its own interval", () => {
  expect(linkAt(online, 11_500)).toBe("online");
  expect(linkAt(online, 11_501)).toBe("late");
  expect(linkAt(online, 13_000)).toBe("late");
  expect(linkAt(online, 13_001)).toBe("offline");
});

test("the browser never improves what the server wrote", () => {
  expect(linkAt({ ...online, link: "late" }, 10_100)).toBe("late");
  for (const link of ["never", "offline", "retired"] as const) expect(linkAt({ ...online, link }, 10_100)).toBe(link);
});

test("without a promised interval the server's word stands", () => {
  expect(linkAt({ ...online, intervalMs: null }, 1e9)).toBe("online");
});

test("a link that the browser aged is so since the silence became that long", () => {
  const facts = { ...online, linkSince: 2_000 };
  expect(linkSinceAt("online", facts)).toBe(2_000);
  expect(linkSinceAt("late", facts)).toBe(11_500);
  expect(linkSinceAt("offline", facts)).toBe(13_000);
});
