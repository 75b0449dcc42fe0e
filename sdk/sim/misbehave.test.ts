import { expect, test } from "vitest";
import type { Clock } from "../agent/index.ts";
import { misbehave } from "./misbehave.ts";

const signal = new AbortController().signal;

test("a robot that is to fall silent does so that long after it began to apply, however long it ran dry", async () => {
  let now = 0;
  const clock = { monotonicMs: () => now } as Clock; // the only time it asks for
  const line = misbehave({ heartbeat: async () => ({ ok: true }) }, { silentAfterS: 3, ignoreStop: false }, clock);
  const beat = (mode: "dry_run" | "apply_actions") => line.heartbeat({ seq: 1, mode }, signal);
  now = 60_000;
  await expect(beat("dry_run")).resolves.toEqual({ ok: true });
  await expect(beat("apply_actions")).resolves.toEqual({ ok: true });
  now = 62_999;
  await expect(beat("apply_actions")).resolves.toEqual({ ok: true });
  now = 63_000;
  await expect(beat("apply_actions")).rejects.toThrow("--silent-after");
  await expect(beat("dry_run")).rejects.toThrow("--silent-after");
});
