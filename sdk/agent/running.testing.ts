import { vi } from "vitest";

import { bench, session } from "./agent.testing.ts";

/** A bench whose agent runs its loops on the faked clock of Vitest, with the times at which it sent. */
export function running(overrides: Parameters<typeof bench>[0] = {}, options: NonNullable<Parameters<typeof bench>[1]> = {}) {
  const clock = { monotonicMs: () => Date.now(), wallMs: () => Date.now() };
  const b = bench(overrides, { clock, ...options });
  const sentAt: number[] = [];
  const { heartbeat } = b.transport;
  b.transport.heartbeat = (fields, signal) => {
    sentAt.push(Date.now() - 1_000_000);
    return heartbeat(fields, signal);
  };
  const ending = new AbortController();
  const start = () => {
    const ended = b.agent.run(ending.signal);
    return async () => {
      ending.abort();
      // A step that is under way is finished.
      await vi.advanceTimersByTimeAsync(100);
      await ended;
    };
  };
  return { ...b, sentAt, start };
}
/** Lets so much time pass. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Runs until an arm applies. */
export async function runningAndApplying(overrides: Parameters<typeof bench>[0] = {}) {
  const b = running(overrides);
  b.server.session = session("dry_run", 1);
  const end = b.start();
  await pass(2_000);
  b.server.session = session("apply_actions", 2);
  await pass(2_000);
  if (!b.agent.applying) throw new Error("the arm does not apply");
  b.sentAt.length = 0;
  b.done.length = 0;
  return { ...b, end };
}
