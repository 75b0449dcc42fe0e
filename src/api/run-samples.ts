import { useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { serverNow } from "#src/api/clock.ts";
import type { HeartbeatMinute, HeartbeatSample } from "#src/api/heartbeats.ts";
import type { Receipt } from "#src/api/receipts.ts";

/** How long the server holds raw samples and means of minutes, ms. */
export const RAW_LIFE = 15 * 60_000;
export const MINUTE_LIFE = 24 * 3_600_000;
const MINUTE = 60_000;
const PAGE = 2_000;

/** What is still there of the heartbeats of a run that has ended. */
export type RunSamples =
  /** Every heartbeat, `isKept` when somebody asked for it to stay, else for a few minutes more (until `goneAt`, epoch ms). */
  | { kind: "raw"; samples: readonly HeartbeatSample[]; isKept: boolean; goneAt: number | null }
  | { kind: "minutes"; minutes: readonly HeartbeatMinute[]; goneAt: number }
  | { kind: "gone" };

type Run = Pick<Receipt, "sessionId" | "robotId" | "startedAt" | "timestamp">;

/** The finest that is still there. Read once: of a run that is over nothing more comes. */
export const runSamplesQuery = (run: Run) =>
  queryOptions({ queryKey: ["runSamples", run.sessionId], queryFn: () => readRunSamples(run), staleTime: 5 * MINUTE });

async function readRunSamples({ sessionId, robotId, startedAt, timestamp }: Run): Promise<RunSamples> {
  const kept = await readKept(sessionId);
  if (kept.length > 0) return { kind: "raw", samples: kept, isKept: true, goneAt: null };
  const now = serverNow();
  if (robotId === null) return { kind: "gone" };
  if (now - startedAt < RAW_LIFE) {
    const recent = await convex.query(api.heartbeats.recent, { robotId, since: Math.floor(startedAt / MINUTE) * MINUTE });
    const samples = recent.filter((sample) => sample.sessionId === sessionId);
    if (samples.length > 0) return { kind: "raw", samples, isKept: false, goneAt: startedAt + RAW_LIFE };
  }
  if (now - timestamp < MINUTE_LIFE) {
    const all = await convex.query(api.heartbeats.minutes, { robotId, since: Math.floor(startedAt / MINUTE) * MINUTE });
    const minutes = all.filter(({ minute }) => minute <= timestamp);
    if (minutes.length > 0) return { kind: "minutes", minutes, goneAt: timestamp + MINUTE_LIFE };
  }
  return { kind: "gone" };
}

async function readKept(id: Run["sessionId"]): Promise<HeartbeatSample[]> {
  const samples: HeartbeatSample[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: { page: HeartbeatSample[]; isDone: boolean; continueCursor: string } = await convex.query(api.sessions.samples, { id, paginationOpts: { numItems: PAGE, cursor } });
    samples.push(...page.page);
    if (page.isDone) return samples;
    cursor = page.continueCursor;
  }
}

/** Keeps the raw samples of a run for 30 days, as long as they are still there. */
export const useKeepSamples = () => useMutation({ mutationFn: useConvexMutation(api.sessions.keepSamples), meta: { inlineError: true } });
