import { queryOptions } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { serverNow } from "#src/api/clock.ts";
import type { HeartbeatMinute, HeartbeatSample } from "#src/api/heartbeats.ts";
import type { Receipt } from "#src/api/receipts.ts";

/** How long the server holds raw samples, and means of minutes unless the organization chose otherwise, ms. */
const RAW_LIFE = 15 * 60_000;
export const MINUTE_LIFE = 24 * 3_600_000;
const MINUTE = 60_000;
const PAGE = 2_000;

/** What is still there of the heartbeats of a run that has ended. */
export type RunSamples =
  /** Every heartbeat: somebody asked for it to stay, or it is a few minutes old. */
  { kind: "raw"; samples: readonly HeartbeatSample[] } | { kind: "minutes"; minutes: readonly HeartbeatMinute[] } | { kind: "gone" };

type Run = Pick<Receipt, "sessionId" | "robotId" | "startedAt" | "timestamp">;

/** The finest that is still there. Read once: of a run that is over nothing more comes. */
export const runSamplesQuery = (run: Run) =>
  queryOptions({ queryKey: ["runSamples", run.sessionId], queryFn: () => readRunSamples(run), staleTime: 5 * MINUTE });

async function readRunSamples({ sessionId, robotId, startedAt, timestamp }: Run): Promise<RunSamples> {
  const kept = await readKept(sessionId);
  if (kept.length > 0) return { kind: "raw", samples: kept };
  const now = serverNow();
  if (robotId === null) return { kind: "gone" };
  if (now - startedAt < RAW_LIFE) {
    const recent = await convex.query(api.heartbeats.recent, { robotId, since: Math.floor(startedAt / MINUTE) * MINUTE });
    const samples = recent.filter((sample) => sample.sessionId === sessionId);
    if (samples.length > 0) return { kind: "raw", samples };
  }
  const minutes = await convex.query(api.heartbeats.minutes, { robotId, since: Math.floor(startedAt / MINUTE) * MINUTE, until: timestamp });
  return minutes.length > 0 ? { kind: "minutes", minutes } : { kind: "gone" };
}

async function readKept(id: Run["sessionId"]): Promise<HeartbeatSample[]> {
  const samples: HeartbeatSample[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: { page: HeartbeatSample[]; isDone: boolean; continueCursor: string } = await convex.query(api.sessions.samples, {
      id,
      paginationOpts: { numItems: PAGE, cursor },
    });
    samples.push(...page.page);
    if (page.isDone) return samples;
    cursor = page.continueCursor;
  }
}
