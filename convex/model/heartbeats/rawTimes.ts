// Pure, and used by the browser too: until when the raw data of a run is there.

/** Hours that means of minutes stay, days that the single heartbeats of a kept run stay, and whether every run is kept. */
export type Retention = { chartHours: number; keptDays: number; keepsEveryRun: boolean };

const hourMs = 3_600_000;
/** How long every single heartbeat stays, ms. */
export const sampleLifeMs = 15 * 60_000;
export const chartLifeMs = ({ chartHours }: Retention): number => chartHours * hourMs;
export const keptLifeMs = ({ keptDays }: Retention): number => keptDays * 24 * hourMs;

export const defaultRetention: Retention = { chartHours: 24, keptDays: 30, keepsEveryRun: false };
/** Beyond the upper ends a disk would fill unnoticed. */
export const retentionBounds = { chartHours: [1, 720], keptDays: [1, 365] } as const;

/** Times in epoch ms. `endedAt` is `null` while it runs; the two others as a session tells them. */
export type Run = { startedAt: number; endedAt: number | null; samplesKeptFrom?: number | undefined; samplesGoAt?: number | undefined };

/**
 * When the last single heartbeat of an ended run goes, and its last mean of a minute; `null` while it runs. `isKept`: somebody keeps
 * them, or did until a moment ago.
 */
export function rawTimes(run: Run, retention: Retention): { isKept: boolean; singlesGoAt: number | null; minutesGoAt: number | null } {
  const { endedAt, samplesKeptFrom, samplesGoAt } = run;
  const isKept = samplesKeptFrom !== undefined || samplesGoAt !== undefined;
  if (endedAt === null) return { isKept, singlesGoAt: null, minutesGoAt: null };
  const ring = endedAt + sampleLifeMs;
  const kept = samplesKeptFrom === undefined ? (samplesGoAt ?? ring) : endedAt + keptLifeMs(retention);
  return {
    isKept,
    singlesGoAt: Math.max(ring, Math.min(kept, endedAt + keptLifeMs(retention))),
    minutesGoAt: endedAt + chartLifeMs(retention),
  };
}
