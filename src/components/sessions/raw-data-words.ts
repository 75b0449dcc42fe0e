import { type RawRun, type Retention, rawTimes } from "#src/api/retention.ts";
import { formatDateTime } from "#src/lib/time.ts";

const of = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`);
/** Heartbeats come about every second: a keeping that began later than this missed some. */
const noticeable = 5_000;

/** Until when the raw data of a run is there, when it went, and what was never kept. `now` is server time, epoch ms. */
export function rawDataInWords(run: RawRun, retention: Retention, now: number): string {
  const { singlesGoAt, minutesGoAt } = rawTimes(run, retention);
  const { samplesKeptFrom } = run;
  const missed = samplesKeptFrom !== undefined && samplesKeptFrom - run.startedAt > noticeable ? ` Those before ${formatDateTime(samplesKeptFrom)} were gone already.` : "";
  if (singlesGoAt === null || minutesGoAt === null) {
    const means = `Means of minutes stay ${of(retention.chartHours, "hour")} after it ends.`;
    if (run.samplesGoAt !== undefined) return `Its single heartbeats are kept no longer: raw data until ${formatDateTime(run.samplesGoAt)}. ${means}`;
    if (samplesKeptFrom === undefined) return `Each single heartbeat of this run goes after 15 minutes. ${means}`;
    return `Its single heartbeats are kept, until ${of(retention.keptDays, "day")} after it ends.${missed} ${means}`;
  }
  const minutes = now < minutesGoAt ? `Means of minutes until ${formatDateTime(minutesGoAt)}.` : `Means of minutes went ${formatDateTime(minutesGoAt)}.`;
  if (now >= singlesGoAt) return `The single heartbeats of this run went ${formatDateTime(singlesGoAt)}. ${minutes} The signed receipt stays.`;
  const why = samplesKeptFrom !== undefined ? "kept" : run.samplesGoAt === undefined ? "the earliest go first" : "kept no longer";
  return `Raw data until ${formatDateTime(singlesGoAt)} (single heartbeats, ${why}).${missed} ${minutes}`;
}
