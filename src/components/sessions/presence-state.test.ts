import { expect, test } from "vitest";

import type { Presence } from "#src/api/presence.ts";

import { presenceState } from "./presence-state.ts";

const ada = { kind: "operator" as const, id: "ada", name: "Ada" };
const asked: NonNullable<Presence> = {
  askedBy: ada,
  askedAt: 0,
  expiresAt: 120_000,
  shownAt: null,
  triesLeft: 3,
  proof: null,
  usedAt: null,
};
const proof = { by: ada, at: 5_000, until: 65_000 };

test("a code is asked for, shown, typed, and runs out", () => {
  expect(presenceState(null, "ada", 0)).toEqual({ kind: "none" });
  expect(presenceState(asked, "ada", 4_000)).toEqual({ kind: "waiting", forMs: 4_000 });
  expect(presenceState({ ...asked, shownAt: 1_000 }, "ada", 4_000)).toEqual({ kind: "shown", triesLeft: 3, leftMs: 116_000 });
  expect(presenceState({ ...asked, shownAt: 1_000, triesLeft: 0 }, "ada", 4_000)).toEqual({ kind: "over", why: "used_up" });
  expect(presenceState({ ...asked, shownAt: 1_000 }, "ada", 120_000)).toEqual({ kind: "over", why: "expired" });
});

test("a proof is its author's, for a minute and one promote", () => {
  expect(presenceState({ ...asked, proof }, "ada", 6_000)).toEqual({ kind: "proven", leftMs: 59_000 });
  expect(presenceState({ ...asked, proof }, "ben", 6_000)).toEqual({ kind: "over", why: "of_another" });
  expect(presenceState({ ...asked, proof }, "ada", 65_000)).toEqual({ kind: "over", why: "expired" });
  expect(presenceState({ ...asked, proof, usedAt: 7_000 }, "ada", 8_000)).toEqual({ kind: "none" });
});

test("a clock of this browser that lags behind is no negative wait", () => {
  expect(presenceState({ ...asked, askedAt: 2_000 }, "ada", 1_000)).toEqual({ kind: "waiting", forMs: 0 });
});
